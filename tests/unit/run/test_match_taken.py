"""An answer about a look-alike that cannot count says what to do instead."""

import pytest

from connector.messages import say
from connector.model import Group, ListingState, RemoteListing
from connector.run.match_taken import Given, judged
from connector.sync import Desired

HONEY, SMALL = "Mật ong bạc hà Mèo Vạc", "Mật ong bạc hà Mèo Vạc hũ nhỏ 🍯"
DESIRED = [
    Desired(product="MAT-01", title=HONEY, skus=("MAT-01",), want="live"),
    Desired(product="HTX Ong/0007", title=SMALL, skus=("0007", "0008"), want="live"),
]
REMOTES = {
    number: RemoteListing(remote_id=number, state=ListingState.LIVE, status="live", groups={Group.TITLE: HONEY})
    for number in ("77", "78")
}


def same(sku: str, listing: str, line: int = 2) -> Given:
    title = next(one.title for one in DESIRED if sku in one.skus)
    return Given(line, sku, listing, "same", title, HONEY)


@pytest.mark.parametrize(
    ("bound", "given", "code", "parts"),
    [
        (
            {"MAT-01": "77"},
            [same("0007", "77")],
            "E_MATCH_LISTING_TAKEN",
            ("77", f"«{HONEY}» (MAT-01)", "Mã nhóm", "để yên"),
        ),
        ({"GONE-9": "77"}, [same("0007", "77")], "E_MATCH_LISTING_TAKEN", ("77", "GONE-9", "Mã nhóm", "để yên")),
        ({"MAT-01": "77"}, [same("MAT-01", "78")], "E_MATCH_PRODUCT_TAKEN", ("77", "78", "để yên")),
        ({}, [same("MAT-01", "77"), same("0007", "77", 3)], "E_MATCH_TWICE", ("dòng 2", "Mã nhóm", "để yên")),
    ],
)
def test_a_pair_of_which_one_side_is_taken_says_by_what_and_what_to_do(
    bound: dict[str, str], given: list[Given], code: str, parts: tuple[str, ...]
) -> None:
    answers, told = judged(DESIRED, REMOTES, bound, given)
    assert len(answers) == len(given) - 1
    (row,) = told
    assert row.code == code
    for lang in ("vi", "en"):
        assert say(row.code, lang, **row.params)  # type: ignore[arg-type]
    text = say(row.code, "vi", **row.params)
    assert [part for part in parts if part not in text] == []
    assert "{" not in text


def test_the_same_answer_again_is_no_error() -> None:
    answers, told = judged(DESIRED, REMOTES, {"MAT-01": "77"}, [same("MAT-01", "77")])
    assert [answer.listing for answer in answers] == ["77"]
    assert told == []
