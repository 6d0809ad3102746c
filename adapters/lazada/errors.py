"""Lazada's errors as a table: what they call it, what it means for us (decision 18).

What ``detail`` says goes before the code on top, which may be the generic one of the endpoint. A row matches a code as
a whole: that of a ``detail`` member, one that begins its message (``X:BIZ_CODE:text``), or the top one. What no row
knows is refused content on a write and a bug of ours on a read; the generic "failed" without a reason may have been
done, so on a write it is an unknown outcome.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import JsonValue, ValidationError

from connector.errors import AdapterError, FieldProblem, QuotaSpent
from connector.wire.call import Call, Throttled
from connector.wire.verdict import Effect, Row, Verdicts

from .models import Problem

__all__ = ["TABLE", "entry_error", "error_for", "problems_of", "row_for"]

LONGEST_BAN_S = 31_536_000.0
LONG_BAN_S = 100.0
"""A ban beyond this is a spent quota, not a pause: nobody waits it out in a queue."""


_E = Effect
TABLE = (
    # consent
    Row(_E.STOP, "E_CONSENT_NEEDED", "IllegalRefreshToken|InvalidCode|AUTH_TYPE_UNSUPPORTED"),
    # token
    Row(_E.REFRESH, "E_LAZADA_TOKEN", "(Illegal|Invalid)AccessToken"),
    # signing: our request, the keys, or the machine's clock
    Row(_E.STOP, "E_LAZADA_SIGN", "InvalidAppKey|IncompleteSignature"),
    Row(_E.STOP, "E_LAZADA_CLOCK", "(Illegal|Invalid)Timestamp"),
    # quota
    Row(_E.THROTTLE, "E_THROTTLED", "ApiCallLimit|SellerCallLimit|AppCallLimit|AppApiCallLimit|901|4154|E?1002"),
    # permission, and the shop's state
    Row(_E.STOP, "E_LAZADA_PERMISSION", "InsufficientPermission|SELLER_NOT_PERMITTED"),
    Row(_E.STOP, "E_LAZADA_ADDRESS", "AppWhiteIpLimit"),
    Row(_E.STOP, "E_LAZADA_SHOP_INACTIVE", "SellerNotActive"),
    Row(_E.STOP, "E_LAZADA_SHOP_UNVERIFIED", "SellerNotVerified"),
    Row(_E.STOP, "E_LAZADA_ITEM_LIMIT", "4148|THD_APPROVAL_RULE_CENTER_ERR_PRE_QC_LISTING_LIMIT_ERROR"),
    Row(_E.STOP, "E_LAZADA_PENALTY", "4218"),
    Row(_E.STOP, "E_LAZADA_CAMPAIGN", "998"),
    # requests that can never work
    Row(_E.BUG, "E_LAZADA_REQUEST", "MissingParameter|InvalidApiPath|UnsupportedHTTPMethod"),
    Row(_E.BUG, "E_LAZADA_REQUEST", "5|14|17|19|30|36|57|70|200|203|204|1001|4171|4193|4216|E0001"),
    # duplicate
    Row(_E.DUPLICATE, "E_LAZADA_DUPLICATE", "4105|4126|4135|4141", field="structure"),
    Row(_E.DUPLICATE, "E_LAZADA_DUPLICATE", "THD_IC_ERR_F_IC_INFRA_PRODUCT_036|BIZ_CHECK_SELLER_SKU_DB_DUPLICATE"),
    # locks: a campaign, a review, another edit at the same moment
    Row(_E.LOCKED, "E_LAZADA_LOCKED", "4155|4170"),
    Row(_E.LOCKED, "E_LAZADA_EDITED_MEANWHILE", "4147"),
    # what is not there
    Row(_E.MISSING, "E_LAZADA_NOT_FOUND", "207|208|4136|4137|E0002|E0003|E0501|ITEM_NOT_FOUND|SELLER_SKU_NOT_FOUND"),
    Row(_E.MISSING, "E_LAZADA_NOT_FOUND", "EDIT_ITEM_NOT_BELONG_SELLER"),
    # images
    Row(_E.PICTURE_GONE, "E_LAZADA_IMAGE_GONE", "4138", field="media"),
    Row(_E.REJECT, "E_LAZADA_IMAGE", "300|301|302|303|304|4116|4139|4153|4158|4169", field="media"),
    # category, attributes, brand
    Row(_E.REJECT, "E_LAZADA_CATEGORY", "201|512|4134|4163|4227|4228", field="category"),
    Row(_E.REJECT, "E_LAZADA_ATTRIBUTES", "4108|4110|4125|4167|4107|4115|4120|CHK_BASIC_REQUIRED", field="attributes"),
    Row(_E.REJECT, "E_LAZADA_BRAND", "4130|4142|4156", field="brand"),
    # text
    Row(_E.REJECT, "E_LAZADA_TITLE", "4160", field="title"),
    Row(_E.REJECT, "E_LAZADA_TEXT", "4129|4131|4151|4221"),
    # price, stock, parcel
    Row(_E.REJECT, "E_LAZADA_PRICE", "4104|4117|4118|4119|4121|4157", field="price"),
    Row(_E.REJECT, "E_LAZADA_STOCK", "212|4152", field="stock"),
    Row(_E.REJECT, "E_LAZADA_PACKAGE", "4149|4164|4165", field="package"),
    # variants
    Row(_E.REJECT, "E_LAZADA_SKU", "4150|4166", field="structure"),
    Row(_E.REJECT, "E_LAZADA_VARIANTS", "209|4109|4112|4113|4140|4143|4144|4145", field="structure"),
    Row(_E.REJECT, "E_LAZADA_VARIANTS", "CAN_NOT_REMOVE_ALL_SKU|SALE_PROPS_DUPLICATE", field="structure"),
    Row(_E.REJECT, "E_LAZADA_REFUSED", "1|202|205|206"),
    # Lazada's own trouble; 5xx of their codes say only which call failed, so they come last
    Row(_E.TRANSIENT, "E_LAZADA_BUSY", "ServiceTimeout|6|1000|500|501|503|504|506|513"),
)

FIELDS = {
    "name": "title",
    "description": "description",
    "short_description": "attributes",
    "price": "price",
    "special_price": "price",
    "quantity": "stock",
    "sellablequantity": "stock",
    "images": "media",
    "brand": "brand",
    "primarycategory": "category",
    "sellersku": "structure",
    "saleprop": "structure",
}
PREFIX = re.compile(r"(?:[A-Za-z]\w*:)?([A-Z]\w*_\w+|E?\d{1,4}):")
BAN = re.compile(r"last\s+(\d+)\s+second")
SHELL = re.compile(r"E0*(\d+)")
VERDICTS = Verdicts(
    "E_LAZADA_REFUSED",
    "E_LAZADA_UNEXPECTED",
    "E_LAZADA_OUTCOME_UNKNOWN",
    creates="/product/create",
    refusing=("write", "upload"),
)
MOST_TELLING = (_E.REFRESH, _E.STOP, _E.LOCKED, _E.DUPLICATE, _E.MISSING, _E.PICTURE_GONE, _E.BUG, _E.REJECT)


def problems_of(detail: JsonValue) -> tuple[Problem, ...]:
    """The members of ``detail``, however they come; one that cannot be read counts as one all the same."""
    members = detail if isinstance(detail, list) else [detail] if detail else []
    found: list[Problem] = []
    for member in members:
        try:
            found.append(Problem.model_validate(member))
        except ValidationError:
            found.append(Problem(message=str(member)))
    return tuple(found)


def row_for(code: str) -> Row | None:
    """The row that judges this code, or None. ``E0205`` and ``E205`` are the old way to write 205."""
    spellings = [code]
    shell = SHELL.fullmatch(code)
    if shell:
        spellings.append(shell[1])
    return next((row for name in spellings for row in TABLE if re.fullmatch(row.theirs, name)), None)


def error_for(call: Call, code: str, message: str, problems: Sequence[Problem], now: datetime) -> AdapterError:
    """The error that an answer means for this call."""
    told = [(problem, row) for problem in problems if (row := _row_of(problem)) is not None]
    told.sort(key=lambda pair: MOST_TELLING.index(pair[1].effect) if pair[1].effect in MOST_TELLING else 99)
    row = told[0][1] if told else row_for(code)
    reason = "; ".join(dict.fromkeys(problem.message for problem in problems if problem.message)) or message
    if row is not None and row.effect is _E.TRANSIENT and problems:
        row = None  # a generic code over reasons that nobody knows: it was refused for those
    if row is not None and row.effect is _E.THROTTLE:
        return _ban(call, row, code, reason, now)
    field = row.field if row is not None else ""
    return VERDICTS.error(row, call, code, reason, fields=_fields(problems, field))


def entry_error(call: str, problems: Sequence[Problem], now: datetime) -> AdapterError:
    """Why one entry of a write of many did not count."""
    return error_for(Call(f"POST /rest/{call}", "write"), "501", "", problems, now)


def _ban(call: Call, row: Row, code: str, reason: str, now: datetime) -> AdapterError:
    """How long a ban lasts stands in its sentence only; an app's ban concerns every shop of the app."""
    told = BAN.search(reason)
    seconds = min(float(told[1]), LONGEST_BAN_S) if told else None
    scope = "app" if code.startswith("App") else "shop"
    if seconds is not None and seconds > LONG_BAN_S:
        closed = call.endpoint if code.startswith("Api") else scope
        return QuotaSpent("E_QUOTA_SPENT", resets_at=now + timedelta(seconds=seconds), original=code, scope=closed)
    return Throttled(row.code, scope=scope, after_s=seconds, original=code)


def _row_of(problem: Problem) -> Row | None:
    """By its own code, else by what its message begins with, else by the message as a whole."""
    found = PREFIX.match(problem.message)
    names = (problem.code, found[1] if found else "", problem.message.strip())
    return next((row for name in names if name and (row := row_for(name)) is not None), None)


def _fields(problems: Sequence[Problem], field: str) -> tuple[FieldProblem, ...]:
    return tuple(FieldProblem(_field_of(problem.field) or field, problem.message) for problem in problems)


def _field_of(theirs: str) -> str:
    name = theirs.casefold()
    if name.startswith("package"):
        return "package"
    if name.startswith("variation"):
        return "structure"
    return "attributes" if name.startswith("p-") else FIELDS.get(name, "")
