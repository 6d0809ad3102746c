from importlib import resources

from connector.sample import expected_products, expected_shops, photo_names, write_sample


def test_the_sheets_are_written_byte_for_byte(tmp_path):
    folder = tmp_path / "Mẫu OCOP" / "bảng"
    write_sample(folder)
    packaged = resources.files("connector.sample") / "data"
    assert sorted(path.name for path in folder.iterdir()) == ["producers.csv", "products.csv"]
    for path in folder.iterdir():
        assert path.read_bytes() == (packaged / path.name).read_bytes()


def test_what_is_expected_is_complete():
    assert len(expected_products()) == 240
    assert len(expected_shops()) == 3 * 215
    shopee = [row for row in expected_shops() if row["marketplace"] == "shopee" and row["publishable"] == "yes"]
    assert (len(shopee), sum(bool(row["badge_star"]) for row in shopee)) == (170, 141)


def test_photo_names():
    names = photo_names()
    assert len(names) == len(set(names)) == 910
    assert sum("/" in name for name in names) == 2
