"""A media key names a rendition and can be read back."""

from connector.model import MediaIdentity, badge_star_of

BADGED = MediaIdentity(source_sha256="b8" * 32, recipe="shopee-1024-pad@1", badge="4-2024", badge_at="top-left")
PLAIN = MediaIdentity(source_sha256="b8" * 32, recipe="shopee-1024-pad@1", file="lụa.png")
CARD = MediaIdentity(source_sha256="c9" * 32, recipe="lazada-1024-pad@1", card=True)


def test_a_key_reads_back_to_the_same_key() -> None:
    for identity in (BADGED, PLAIN, CARD):
        again = MediaIdentity.of_key(identity.key)
        assert again is not None
        assert again.key == identity.key


def test_the_file_name_is_no_part_of_the_key_and_the_badge_is() -> None:
    assert PLAIN.key == PLAIN.model_copy(update={"file": "khác.jpg"}).key
    assert PLAIN.key != BADGED.key


def test_foreign_pictures_have_no_identity_and_no_star() -> None:
    assert MediaIdentity.of_key("remote:vn-11134207-7ras8") is None
    assert badge_star_of("remote:4-2024") == 0
    assert badge_star_of(BADGED.key) == 4
    assert badge_star_of(PLAIN.key) == 0
