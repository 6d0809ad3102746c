"""Readiness: must-haves decide, every part says what it gives, the scale is data with a source."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connector.messages import LANGUAGES, catalogue_of
from connector.model import Advice, Evidence, Product, Story
from mappings import Readiness, readiness
from mappings.readiness import scale
from tests.unit.mappings.facts import composed, facts, product, record, shopee


def judged(one: Product | None = None, side: int | None = 1200, advice: tuple[Advice, ...] | None = None) -> Readiness:
    good = one or product()
    return readiness(good, composed(good), shopee(), facts(), lambda _name: side, advice)


def shares(found: Readiness) -> dict[str, float]:
    return {part.name: part.share for part in found.parts}


def test_the_scale_has_a_source_and_every_part_a_sentence() -> None:
    used = scale()
    assert used.source
    assert used.as_of.year >= 2026
    for name in type(used.weights).model_fields:
        assert all(f"readiness.{name}" in catalogue_of(lang) for lang in LANGUAGES)


def test_what_cannot_go_up_never_has_more_than_the_other_parts_give() -> None:
    fine = judged()
    withheld = product(images=())
    stuck = judged(withheld, side=None)
    assert shares(fine)["must"] == 1
    assert shares(stuck)["must"] == 0
    whole = sum(part.weight for part in stuck.parts)
    assert stuck.score <= 100 * (whole - scale().weights.must) // whole
    assert stuck.missing[0][0].name == "must"


def test_each_act_gives_the_points_it_promises() -> None:
    plain = product(story=Story(short_vi="Khăn dệt tay trên khung gỗ."), images=("a.png",))
    before = judged(plain)
    gains = {part.name: gain for part, gain in before.missing}
    told = plain.model_copy(update={"story": Story(short_vi=plain.story.short_vi, long_vi="Làng bên sông.")})
    assert judged(told).score >= before.score + gains["story"] - 1
    pictured = plain.model_copy(update={"images": ("a.png", "b.png", "c.png", "d.png", "e.png")})
    assert abs(judged(pictured).score - before.score - gains["photos"]) <= 1


def test_small_photos_and_photos_of_unknown_size() -> None:
    assert shares(judged(side=500))["photo_size"] == 0
    assert shares(judged(side=0))["photo_size"] == 1
    assert "photo_size" not in shares(judged(side=None))


def test_a_scan_is_asked_for_only_behind_a_certificate() -> None:
    starred = product()
    assert shares(judged(starred))["document"] == 0
    scanned = record(evidence=Evidence.DOCUMENT)
    proven = starred.model_copy(update={"certification": starred.certification.model_copy(update={"current": scanned})})
    assert shares(judged(proven))["document"] == 1
    plain = starred.model_copy(update={"certification": starred.certification.model_copy(update={"current": None})})
    assert "document" not in shares(judged(plain))


def test_the_marketplace_s_advice_counts_only_where_it_was_asked() -> None:
    assert "diagnosis" not in shares(judged())
    assert shares(judged(advice=()))["diagnosis"] == 1
    some = judged(advice=(Advice(code="video"), Advice(code="brand")))
    assert 0 < shares(some)["diagnosis"] < 1
    assert next(part for part in some.parts if part.name == "diagnosis").params["codes"] == ["video", "brand"]


changes = st.fixed_dictionaries(
    {
        "images": st.lists(st.sampled_from(["a.png", "b.png", "c.png", "d.png", "e.png", "f.png"]), max_size=7),
        "long_vi": st.sampled_from(["", "Câu chuyện 🌾", "Làng Vạn Phúc " * 60]),
    }
)


@given(changed=changes, side=st.sampled_from([None, 0, 300, 1024, 4000]))
def test_a_score_is_a_score_and_more_never_costs(changed: dict[str, Any], side: int | None) -> None:
    given_ = product(images=tuple(changed["images"]), story=Story(short_vi="Ngắn.", long_vi=changed["long_vi"]))
    found = judged(given_, side)
    assert 0 <= found.score <= 100
    assert (found.score == 100) == (not found.missing)
    more = given_.model_copy(update={"images": (*given_.images, "mới.png")})
    if side:
        assert judged(more, side).score >= found.score
