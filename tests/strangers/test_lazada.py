"""lazop-sdk, from PyPI, does a shop's whole day against the Lazada mock.

Nothing of it is changed: its client takes the gateway's address as an argument, and gets the mock's `base_url` (for
token calls `auth_url`). On import it opens a log under the user's home; here home is a temporary folder, and what it
wrote there is looked at in the end. It sends style A for reads and B for writes and uploads.
"""

from __future__ import annotations

import asyncio
import importlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.sax.saxutils import escape

import httpx
import pytest
from PIL import Image

from adapters._mock.multipart import parse_multipart
from adapters.lazada import SPEC
from connector.clock import SystemClock
from connector.port import MediaFile, OpenShop
from tests.loopback import ROOT, Market, market
from tests.unit.lazada.parts import IMAGES, Steps, listing

VECTORS = json.loads((ROOT / "tests" / "data" / "lazada_vectors.json").read_text("utf-8"))
TITLE = "Mật ong hoa nhãn Sóc Sơn nguyên chất"


@pytest.fixture(scope="module")
def shop() -> Iterator[Market]:
    with market("--seed", "3", marketplace="lazada") as running:
        yield running


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        home = str(tmp_path_factory.mktemp("nhà"))
        patch.setenv("HOME", home)
        patch.setenv("USERPROFILE", home)
        patch.setenv("NO_PROXY", "127.0.0.1")
        module = importlib.import_module("lazop_sdk")
        yield module
        importlib.import_module("lazop_sdk.base").handler.close()


class Client:
    """The stranger's client with the shop's token; every call is the stranger's own."""

    def __init__(self, sdk: Any, shop: Market) -> None:
        self.sdk = sdk
        self.told: dict[str, Any] = json.loads(shop.line)
        credentials = self.told["app_key"], self.told["app_secret"]
        self.gateway = sdk.LazopClient(self.told["base_url"], *credentials)
        self.auth = sdk.LazopClient(self.told["auth_url"], *credentials)
        self.token: str | None = self.told["access_token"]

    def call(self, api: str, verb: str = "POST", *, at: Any = None, files: Any = None, **parameters: Any) -> Any:
        request = self.sdk.LazopRequest(api, verb)
        for name, value in parameters.items():
            request.add_api_param(name, value)
        for name, data in (files or {}).items():
            request.add_file_param(name, data)
        return (at or self.gateway).execute(request, None if at else self.token)

    def get(self, api: str, **parameters: Any) -> Any:
        return good(self.call(api, "GET", **parameters))

    def write(self, api: str, product: Any, name: str = "payload") -> Any:
        text = json.dumps({"Request": {"Product": product}}, ensure_ascii=False)
        return self.call(api, **{name: text})

    def image(self, colour: str = "gold") -> str:
        photo = io.BytesIO()
        Image.new("RGB", (600, 600), colour).save(photo, "JPEG")
        address: str = good(self.call("/image/upload", files={"image": photo.getvalue()}))["image"]["url"]
        return address


@pytest.fixture
def client(sdk: Any, shop: Market) -> Client:
    return Client(sdk, shop)


def good(response: Any) -> Any:
    assert response.code == "0", response.body
    assert response.request_id
    assert response.type is None
    return response.body.get("data")


def refused(response: Any, code: str, kind: str = "ISP") -> Any:
    assert (response.code, response.type) == (code, kind), response.body
    return response.body.get("detail", [])


def leaf(client: Client) -> int:
    """The category by its path of names, in Vietnamese."""
    nodes = client.get("/category/tree/get", language_code="vi_VN")
    for name in ("Bách hóa online", "Mật ong & sản phẩm từ ong", "Mật ong nguyên chất"):
        node = next(each for each in nodes if each["name"] == name)
        nodes = node.get("children", [])
    assert node["leaf"] is True
    number: int = node["category_id"]
    hits = client.get("/product/category/suggestion/get", product_name=TITLE)["categorySuggestions"]
    assert number in [hit["categoryId"] for hit in hits]
    return number


def no_brand(client: Client) -> int:
    """Page by page: there is no search by name."""
    start = 0
    while True:
        page = client.get("/category/brands/query", startRow=start, pageSize=100)
        for brand in page["module"]:
            if brand["name"] == "No Brand":
                number: int = brand["brand_id"]
                return number
        start += 100
        assert start < page["total_record"]


def attributes(client: Client, category: int) -> dict[str, str]:
    """Every mandatory attribute of the product itself, from what the shop says of it."""
    filled = {}
    for each in client.get("/category/attributes/get", primary_category_id=category):
        if each["is_mandatory"] and each["attribute_type"] == "normal" and each["name"] != "brand":
            values = [option["en_name"] for option in each["options"]]
            filled[each["name"]] = values[0] if values else "12" if each["input_type"] == "numeric" else "Mật ong"
    return filled


def product(client: Client, *seller_skus: str, images: list[str] | None = None) -> dict[str, Any]:
    category = leaf(client)
    skus = [
        {
            "SellerSku": seller_sku,
            "price": str(185_000 + 1000 * n),
            "quantity": "40",
            "package_length": "9",
            "package_width": "9",
            "package_height": "15",
            "package_weight": "0.7",
            **({"saleProp": {"Dung tích": f"{250 * (n + 1)} ml"}} if len(seller_skus) > 1 else {}),
        }
        for n, seller_sku in enumerate(seller_skus)
    ]
    wanted = {
        "PrimaryCategory": str(category),
        "Images": {"Image": images or [client.image()]},
        "Attributes": {
            **attributes(client, category),
            "name": TITLE,
            "brand_id": str(no_brand(client)),
            "description": "<p>Mật ong quay mùa tháng ba, sánh vàng, thơm dịu.</p>",
            "short_description": "<ul><li>Không pha đường</li><li>Chai thủy tinh</li></ul>",
        },
        "Skus": {"Sku": skus},
    }
    if len(seller_skus) > 1:
        options = [sku["saleProp"]["Dung tích"] for sku in skus]
        axis = {"name": "Dung tích", "hasImage": False, "customize": True, "options": {"option": options}}
        wanted["variation"] = {"variation1": axis}
    return wanted


def create(client: Client, *seller_skus: str) -> Any:
    return good(client.write("/product/create", product(client, *seller_skus)))


def item(client: Client, number: int) -> Any:
    return client.get("/product/item/get", item_id=number)


def entry(created: Any, **figures: Any) -> dict[str, str]:
    ids = {"ItemId": str(created["item_id"]), "SkuId": str(created["sku_list"][0]["sku_id"])}
    return {**ids, **{name: str(value) for name, value in figures.items()}}


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_it_signs_the_contracts_vectors_as_we_do(sdk: Any, vector: dict[str, Any]) -> None:
    signed = importlib.import_module("lazop_sdk.base").sign(vector["secret"], vector["path"], vector["parameters"])
    assert signed == vector["sign"]


def test_consent_tokens_and_refresh(client: Client) -> None:
    """The link a seller follows, the code behind it, both clocks, and what a refresh does to the old pair."""
    page = client.told["auth_url"].replace("/rest", "/oauth/authorize")
    query = {
        "response_type": "code",
        "force_auth": "true",
        "redirect_uri": "https://htx.example/xong",
        "client_id": client.told["app_key"],
        "state": "thợ",
    }
    answer = httpx.get(page, params=query, trust_env=False)
    assert answer.status_code == 302
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    assert told["state"] == ["thợ"]
    first = client.call("/auth/token/create", at=client.auth, code=told["code"][0])
    assert first.code == "0"
    assert first.body["country_user_info"][0]["seller_id"] == client.told["seller_id"]
    refused(client.call("/auth/token/create", at=client.auth, code=told["code"][0]), "InvalidCode", "ISV")
    client.token = first.body["access_token"]
    assert client.get("/seller/get")["status"] == "ACTIVE"
    renewed = client.call("/auth/token/refresh", at=client.auth, refresh_token=first.body["refresh_token"])
    assert renewed.body["refresh_token"] != first.body["refresh_token"]
    assert renewed.body["refresh_expires_in"] <= first.body["refresh_expires_in"]
    refused(client.call("/seller/get", "GET"), "IllegalAccessToken", "ISV")
    client.token = renewed.body["access_token"]
    assert client.get("/seller/get")["short_code"].startswith("VN")
    client.token = client.told["access_token"]
    assert client.get("/seller/get")["cb"] is False


def test_a_product_from_creation_to_removal(client: Client, shop: Market) -> None:
    created = create(client, "MO-NHAN")
    number, sku_id = created["item_id"], created["sku_list"][0]["sku_id"]
    assert created["item_status"] == "Active"
    assert created["sku_list"][0]["shop_sku"] == f"{number}_VNAMZ-{sku_id}"
    shown = item(client, number)
    assert shown["attributes"]["name"] == TITLE
    assert shown["attributes"]["brand"] == "No Brand"
    changes = {"ItemId": str(number), "Attributes": {"name": f"{TITLE} 500 ml"}}
    good(client.write("/product/update", {**changes, "Skus": {"Sku": [{"SkuId": str(sku_id)}]}}))
    after = item(client, number)["attributes"]
    assert after == {**shown["attributes"], "name": f"{TITLE} 500 ml"}
    priced = {"Skus": {"Sku": [entry(created, Price=195_000)]}}
    good(client.write("/product/price_quantity/update", priced))
    good(client.write("/product/stock/sellable/update", {"Skus": {"Sku": [entry(created, SellableQuantity=12)]}}))
    sku = item(client, number)["skus"][0]
    assert (sku["price"], sku["quantity"], sku["Available"]) == (195_000.0, 12, 12)
    found = client.get("/products/get", filter="live", limit=50, sku_seller_list='["MO-NHAN"]')
    assert [each["item_id"] for each in found["products"]] == [number]
    xml = f"<Request><Product><ItemId>{number}</ItemId><Skus><SkuId>{sku_id}</SkuId></Skus></Product></Request>"
    good(client.call("/product/deactivate", apiRequestBody=xml))
    assert item(client, number)["status"] == "InActive"
    assert "products" not in client.get("/products/get", filter="live", limit=50, sku_seller_list='["MO-NHAN"]')
    back = {"ItemId": str(number), "Attributes": {}, "Skus": {"Sku": [{"SkuId": str(sku_id), "Status": "active"}]}}
    assert good(client.write("/product/update", back))["item_status"] == "Active"
    good(client.call("/product/remove", sku_id_list=json.dumps([f"SkuId_{number}_{sku_id}"])))
    listing = next(each for each in shop.listings() if each["id"] == str(number))
    assert (listing["status"], listing["live"]) == ("Deleted", False)


def test_a_product_with_variants_as_xml(client: Client) -> None:
    wanted = product(client, "MO-250", "MO-500")
    skus = "".join(
        "<Sku>"
        + "".join(f"<{name}>{value}</{name}>" for name, value in sku.items() if name != "saleProp")
        + f"<saleProp><pack_size>{sku['saleProp']['Dung tích']}</pack_size></saleProp></Sku>"
        for sku in wanted["Skus"]["Sku"]
    )
    values = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in wanted["Attributes"].items())
    images = "".join(f"<Image>{address}</Image>" for address in wanted["Images"]["Image"])
    text = (
        f"<?xml version='1.0' encoding='UTF-8'?><Request><Product><PrimaryCategory>{wanted['PrimaryCategory']}"
        f"</PrimaryCategory><Images>{images}</Images><Attributes>{values}</Attributes><Skus>{skus}</Skus>"
        "</Product></Request>"
    )
    created = good(client.call("/product/create", payload=text))
    ids = {each["seller_sku"]: each["sku_id"] for each in created["sku_list"]}
    shown = item(client, created["item_id"])
    assert {sku["SellerSku"]: sku["SkuId"] for sku in shown["skus"]} == ids
    assert [sku["saleProp"] for sku in shown["skus"]] == [{"pack_size": "250 ml"}, {"pack_size": "500 ml"}]
    assert shown["variation"]["Variation1"]["options"] == ["250 ml", "500 ml"]


def test_variants_under_a_name_of_their_own(client: Client) -> None:
    created = create(client, "MO-A", "MO-B")
    axis = item(client, created["item_id"])["variation"]["Variation1"]
    assert (axis["name"], axis["customize"], axis["options"]) == ("Dung tích", True, ["250 ml", "500 ml"])


def test_images_are_moved_set_and_replaced(client: Client, shop: Market) -> None:
    created = create(client, "MO-ANH")
    number, sku_id = str(created["item_id"]), str(created["sku_list"][0]["sku_id"])
    address = "https://anh.htx.example/mat-ong.jpg"
    one = f"<Request><Image><Url>{address}</Url></Image></Request>"
    moved = good(client.call("/image/migrate", payload=one))["image"]
    assert httpx.get(moved["url"], trust_env=False).headers["content-type"] == "image/png"
    many = f"<Request><Images><Url>{address}</Url><Url>https://10.0.0.1/a.jpg</Url></Images></Request>"
    batch = client.call("/images/migrate", payload=many).body["batch_id"]
    refused(client.call("/image/response/get", "GET", batch_id=batch), "1000", "SYSTEM")
    shop.post("clock", advance_s=1)
    result = client.get("/image/response/get", batch_id=batch)
    assert result["images"] == [moved]
    assert [error["original_url"] for error in result["errors"]] == ["https://10.0.0.1/a.jpg"]
    rows = [{"SkuId": sku_id, "Images": {"Image": [client.image("red"), moved["url"]]}}]
    good(client.write("/images/set", {"Skus": {"Sku": rows}}))
    assert item(client, created["item_id"])["skus"][0]["Images"] == rows[0]["Images"]["Image"]  # type: ignore[index]
    replaced = {"ItemId": number, "Attributes": {}, "Images": {"Image": [client.image("blue")]}}
    good(client.write("/product/update", {**replaced, "Skus": {"Sku": [{"SkuId": sku_id}]}}))
    assert item(client, created["item_id"])["images"] == replaced["Images"]["Image"]  # type: ignore[index]


def test_a_list_page_by_page(client: Client) -> None:
    made = {create(client, f"MO-{n}")["item_id"] for n in range(4)}
    seen: list[int] = []
    while True:
        page = client.get("/products/get", filter="all", limit=3, offset=len(seen))
        if "products" not in page:
            break
        seen += [each["item_id"] for each in page["products"]]
    assert len(seen) == len(set(seen)) == page["total_products"]
    assert made <= set(seen)


def test_quality_control_and_its_reasons(client: Client, shop: Market) -> None:
    number = create(client, "MO-QC")["item_id"]
    shop.post("edit", id=str(number), set={"status": "Pending QC"})
    assert item(client, number)["status"] == "Pending QC"
    pending = client.get("/products/get", filter="pending", limit=50)
    assert number in [each["item_id"] for each in pending["products"]]
    shop.post("review", id=str(number), verdict="fail", reason="No White Background")
    shown = item(client, number)
    assert shown["subStatus"] == "Reject"
    assert shown["rejectReason"][0]["violationDetail"] == "No White Background"
    qc = client.get("/product/qc/status/get", offset=0, limit=9, seller_skus='["MO-QC"]')
    assert (qc[0]["status"], qc[0]["reason"]) == ("rejected", "No White Background")


def test_what_is_refused(client: Client, shop: Market) -> None:
    spoilt = product(client, "MO/BAN", images=["https://htx.example/khong-phai-cua-lazada.jpg"])
    spoilt["Attributes"] |= {"name": "Mật ong " * 40, "brand_id": "1"}
    detail = refused(client.write("/product/create", spoilt), "4160")
    assert {each["code"] for each in detail} == {"4160", "4142", "4138", "4150"}
    create(client, "MO-HAI")
    twice = client.write("/product/create", product(client, "MO-HAI"))
    assert [each["code"] for each in refused(twice, "4135")] == ["THD_IC_ERR_F_IC_INFRA_PRODUCT_036"]
    refused(client.call("/product/create", payload="<Request><Product>"), "5")
    refused(client.call("/product/create", "GET"), "UnsupportedHTTPMethod", "ISV")
    refused(client.call("/brands/get", "GET"), "InvalidApiPath", "ISV")
    refused(client.call("/products/get", "GET", filter="all", limit=51), "19")


def test_success_that_is_none(client: Client, shop: Market) -> None:
    """Code "0", and the stock was not changed all the same."""
    created = create(client, "MO-BAY")
    shop.post("faults", kind="code0_detail", endpoint="POST */stock/sellable/update")
    stock = {"Skus": {"Sku": [entry(created, SellableQuantity=1)]}}
    answer = client.write("/product/stock/sellable/update", stock)
    assert answer.code == "0"
    assert answer.body["detail"][0]["message"] == "ITEM_NOT_FOUND"
    assert item(client, created["item_id"])["skus"][0]["Available"] == 40


@pytest.mark.parametrize(
    ("kind", "code", "type"),
    [("throttle", "ApiCallLimit", "ISV"), ("service_timeout", "ServiceTimeout", "SYSTEM")],
)
def test_faults_it_sees(client: Client, shop: Market, kind: str, code: str, type: str) -> None:
    shop.post("faults", kind=kind, endpoint="GET */seller/get")
    refused(client.call("/seller/get", "GET"), code, type)
    assert client.get("/seller/get")["verified"] is True


def test_a_page_of_html_is_no_answer(client: Client, shop: Market) -> None:
    shop.post("faults", kind="html", endpoint="GET */seller/get")
    with pytest.raises(ValueError):
        client.call("/seller/get", "GET")


def test_wrongly_signed_or_late(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.gateway._app_secret = "không phải khóa"
    refused(client.call("/seller/get", "GET"), "IncompleteSignature", "ISV")
    client.gateway._app_secret = client.told["app_secret"]
    base = importlib.import_module("lazop_sdk.base")
    real = base.time.time
    monkeypatch.setattr(base.time, "time", lambda: real() - 7300)
    refused(client.call("/seller/get", "GET"), "IllegalTimestamp", "ISV")
    monkeypatch.undo()
    client.gateway._app_key = "999"
    refused(client.call("/seller/get", "GET"), "InvalidAppKey", "ISV")


def test_it_complained_of_refusals_only(sdk: Any, client: Client) -> None:
    """It logs whatever has another code than the text "0"."""
    client.get("/seller/get")
    log = Path(importlib.import_module("lazop_sdk.base").handler.baseFilename)
    before = log.read_text("utf-8")
    create(client, "MO-NHAT-KY")
    assert log.read_text("utf-8") == before


def test_the_strangers_signing_recomputes_what_our_adapter_sent(sdk: Any, tmp_path: Path) -> None:
    """Reads, writes, an upload and a token call: their sum over what travelled is the one we sent."""
    base = importlib.import_module("lazop_sdk.base")
    sent: list[tuple[str, dict[str, str]]] = []

    def reply(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/rest")
        kind = request.headers.get("content-type", "")
        pairs = list(request.url.params.multi_items())
        if kind.startswith("multipart/"):
            parts = parse_multipart(kind, request.content)
            pairs += [(part.name, part.data.decode()) for part in parts if part.filename is None]
        else:
            pairs += parse_qsl(request.content.decode(), keep_blank_values=True)
        sent.append((path, dict(pairs)))
        if path == "/seller/get" and len(sent) == 1:
            return httpx.Response(200, json={"code": "IllegalAccessToken", "message": "expired", "type": "ISV"})
        tokens = {"access_token": "mới", "refresh_token": "r2", "expires_in": 99999, "refresh_expires_in": 99999}
        data = {"item_id": 7, "image": {"url": "https://h/p/a.jpg"}, "short_code": "VN1", "seller_id": 1}
        return httpx.Response(200, json={"code": "0", "data": data, **tokens})

    (tmp_path / "k.json").write_text(
        json.dumps({"app_key": "100132", "app_secret": "bí mật", "refresh_token": "r1", "access_token": "a1"}), "utf-8"
    )

    async def work() -> None:
        shop = OpenShop(
            "lazada-thu",
            "mock",
            "file:k.json",
            tmp_path,
            SystemClock(),
            "http://127.0.0.1:9",
            transport=httpx.MockTransport(reply),
        )
        async with SPEC.open(shop) as adapter:
            await adapter.identity()
            await adapter.upload([MediaFile("k", b"\xff\xd8\xff nh")])
            await adapter.create(listing(title="Chè Thái Nguyên 100% & hơn"), IMAGES, Steps())

    asyncio.run(work())
    paths = [path for path, _ in sent]
    assert paths == ["/seller/get", "/auth/token/refresh", "/seller/get", "/image/upload", "/product/create"]
    for path, parameters in sent:
        ours = parameters.pop("sign")
        assert base.sign("bí mật", path, parameters) == ours
