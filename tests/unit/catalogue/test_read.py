from datetime import date
from decimal import Decimal

import pytest

from connector.catalogue import read_catalogue
from connector.errors import BadUse
from connector.model import CertState, Hold, ProductId, VariantStatus, VillageTitle
from connector.sample import SAMPLE_DAY, write_sample

from .sheets import CLEAN, DAY, PRODUCER, code_of, csv_text, normalised, read, row, write


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return read_catalogue([folder / "products.csv"], folder / "producers.csv", None, day=SAMPLE_DAY)


def by_key(catalogue):
    return {product.product_key: product for product in catalogue.products}


class TestSample:
    def test_everything_is_read(self, sample):
        assert len(sample.products) == 215
        assert len(sample.producers) == 42
        assert len(sample.skus_read) == sample.rows == 240
        assert (sample.refused, sample.unreadable_skus, sample.partial) == ((), 0, frozenset())
        assert sample.complete

    def test_products_stand_in_file_order(self, sample):
        first = next(iter(sample.products))
        assert first.product_key == "P001-01"
        assert first.title_vi == "Khăn lụa tơ tằm Vạn Phúc hoa sen 90x90"
        assert first.certification.current.decision_date == date(2024, 2, 13)
        assert first.variants[0].dimensions.length_cm == Decimal(22)
        assert first.village.title is VillageTitle.TRADITIONAL
        assert first.place.commune == "Phường Hà Đông"
        assert first.place.commune_old == "Phường Vạn Phúc"
        assert first.is_sample

    def test_two_axes(self, sample):
        product = by_key(sample)["P001-N1"]
        assert product.option_names == ("Màu sắc", "Kích cỡ")
        assert [variant.option_values for variant in product.variants][:2] == [("Đỏ đô", "S"), ("Đỏ đô", "M")]
        assert product.variants[0].option_image == "Áo dài gấm Vạn Phúc - đỏ đô.png"

    def test_later_rows_left_blank_are_filled_by_the_first(self, sample):
        product = by_key(sample)["P007-N1"]
        assert len(product.variants) == 3
        assert product.option_names == ("Quy cách",)
        assert len({variant.price_vnd for variant in product.variants}) == 3

    def test_status_and_previous_sku(self, sample):
        products = by_key(sample)
        assert len(products["P012-N1"].on_sale) == 4
        assert products["P032-N1"].on_sale == ()
        (out,) = [one for one in products["P002-N1"].variants if one.status is VariantStatus.OUT_FOR_NOW]
        assert (out.stock, out.sellable_stock) == (12, 0)
        assert "MO-NHAN-500" in {variant.previous_sku for variant in products["P036-N1"].variants}

    def test_marketplaces_are_ids(self, sample):
        assert by_key(sample)["P031-05"].channels_wanted == ("shopee", "lazada", "tiktok_shop")
        assert sample.producers["P031"].channels_open == ("shopee",)

    def test_where_a_value_came_from(self, sample):
        assert sample.origins["P001-01", "title_vi"] == "products.csv:2:title_vi"
        assert sample.origins["P001-01", "star"] == "products.csv:2:ocop_star"
        assert sample.origins["P001-01", "dims"] == "products.csv:2:length_cm, width_cm, height_cm"
        first = sample.origins["P007-N1-250", "title_vi"]
        assert sample.origins["P007-N1-QUA", "title_vi"] == first
        assert sample.origins["P007-N1-QUA", "price_vnd"] != first
        with pytest.raises(KeyError):
            sample.origins["P001-01", "tags"]

    def test_the_revision_is_that_of_the_bytes(self, sample, tmp_path):
        write_sample(tmp_path)
        paths = tmp_path / "products.csv", tmp_path / "producers.csv"
        again = read_catalogue(paths[:1], paths[1], None, day=date(2026, 12, 21))
        assert again.revision == sample.revision
        paths[0].write_bytes(paths[0].read_bytes().replace(b",680000,", b",690000,", 1))
        assert read_catalogue(paths[:1], paths[1], None, day=SAMPLE_DAY).revision != sample.revision


class TestFiles:
    def test_bom_and_delimiters(self, tmp_path):
        for delimiter in ",;\t|":
            write(tmp_path, [PRODUCER], "producers.csv")
            sheet = tmp_path / "products.csv"
            sheet.write_text("\ufeff" + csv_text([row()], delimiter=delimiter), encoding="utf-8")
            found = read_catalogue([sheet], tmp_path / "producers.csv", None, day=DAY)
            assert [product.title_vi for product in found.products] == [CLEAN["title_vi"]]

    def test_utf16_as_spreadsheets_save_unicode_text(self, tmp_path):
        sheet = tmp_path / "products.csv"
        sheet.write_text(csv_text([row()], delimiter="\t"), encoding="utf-16")
        assert read_catalogue([sheet], None, None, day=DAY).products[0].title_vi == CLEAN["title_vi"]

    def test_titles_above_the_header_and_totals_below_are_no_records(self, tmp_path):
        sheet = tmp_path / "products.csv"
        body = csv_text([row()])
        sheet.write_text(f"DANH SÁCH SẢN PHẨM\n,,,\n{body},,,\n,Tổng cộng,,,,,,,,,,12\n\n", encoding="utf-8")
        found = read_catalogue([sheet], None, None, day=DAY)
        assert (found.rows, len(found.products)) == (1, 1)
        assert found.verdicts[0].line == 4

    def test_several_files_are_one_catalogue(self, tmp_path):
        one = write(tmp_path, [row()], "a.csv")
        two = write(tmp_path, [row(sku="CHE-02"), row()], "b.csv")
        found = read_catalogue([one, two], None, None, day=DAY)
        assert [product.product_key for product in found.products] == ["CHE-01", "CHE-02"]
        (repeated,) = found.refused
        assert (repeated.file, repeated.row, repeated.reason, repeated.repeat) == ("b.csv", 2, "E_SKU_DUPLICATE", True)
        assert found.origins["CHE-02", "price_vnd"] == "b.csv:2:price_vnd"

    def test_a_header_without_rows_is_an_empty_catalogue(self, tmp_path):
        assert read(tmp_path, [], columns=CLEAN).products == ()

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "E_FILE_EMPTY"),
            (b"\xef\xbb\xbf\r\n", "E_FILE_EMPTY"),
            (b"PK\x03\x04rest", "E_FILE_KIND"),
            (b"%PDF-1.7", "E_FILE_KIND"),
            ("Mã SP;Tên sản phẩm\n1;Chè".encode("cp1258", "replace"), "E_ENCODING"),
            (b"a,b,c\n1,2,3\n", "E_HEADERS_MISSING"),
        ],
    )
    def test_a_file_that_is_no_catalogue(self, tmp_path, content, code):
        sheet = tmp_path / "products.csv"
        sheet.write_bytes(content)
        with pytest.raises(BadUse) as error:
            read_catalogue([sheet], None, None, day=DAY)
        assert error.value.code == code

    def test_missing_files_and_columns_are_named(self, tmp_path):
        with pytest.raises(BadUse) as error:
            read_catalogue([tmp_path / "không có.csv"], None, None, day=DAY)
        assert error.value.code == "E_FILE_NOT_FOUND"
        renamed = {"Giá bánn": "35000", **{name: value for name, value in CLEAN.items() if name != "price_vnd"}}
        with pytest.raises(BadUse) as error:
            read(tmp_path, [renamed])
        assert error.value.params == {"file": "products.csv", "missing": "«Giá bán»", "nearest": "«Giá bánn»"}
        with pytest.raises(BadUse) as error:
            read(tmp_path, [{**CLEAN, "Giá bán": "1"}])
        assert error.value.code == "E_HEADERS_TWICE"

    def test_no_files_at_all(self):
        with pytest.raises(BadUse):
            read_catalogue([], None, None, day=DAY)


class TestRows:
    def test_an_open_quote_costs_its_rows_and_no_others(self, tmp_path):
        plain = {"short_story_vi": "Bánh quê."}
        rows = [row(sku=f"CHE-0{number}", **plain) for number in (1, 2, 3, 4)]
        rows[3]["title_vi"] = "Kẹo, lạc"
        lines = csv_text(rows)
        header, one, two, three, four, _ = lines.split("\n")
        sheet = tmp_path / "products.csv"
        sheet.write_text("\n".join([header, one, two.replace("Chè", '"Chè'), three, four, one]), encoding="utf-8")
        found = read_catalogue([sheet], None, None, day=DAY)
        assert [product.product_key for product in found.products] == ["CHE-01"]
        assert found.unreadable_skus == 1  # nothing may be unlisted on the word of such a file
        assert "E_ROW_BROKEN" in {refused.reason for refused in found.refused}

    def test_one_bad_row_stops_no_other(self, tmp_path):
        found = read(tmp_path, [row(sku="A"), row(sku="B", price_vnd="liên hệ"), row(sku="C")])
        assert [product.product_key for product in found.products] == ["A", "C"]
        (refused,) = found.refused
        assert (refused.line, refused.sku, refused.reason) == (3, "B", "E_PRICE_INVALID")
        assert refused.product == ProductId("", "B")
        (cell,) = refused.verdicts
        assert (cell.header, cell.value) == ("price_vnd", "liên hệ")
        assert found.skus_read == {"A", "B", "C"}

    def test_short_and_long_records(self, tmp_path):
        sheet = tmp_path / "products.csv"
        body = csv_text([row(), row(sku="B")]).split("\n")
        sheet.write_text("\n".join([body[0], body[1] + ",,thừa", "B,P001"]), encoding="utf-8")
        found = read_catalogue([sheet], None, None, day=DAY)
        assert [product.product_key for product in found.products] == ["CHE-01"]
        assert found.refused[0].reason == "E_TITLE_EMPTY"

    def test_columns_that_are_missing_leave_no_value(self, tmp_path):
        few = {name: CLEAN[name] for name in ("sku", "producer_id", "title_vi", "industry", "price_vnd")}
        (product,) = read(tmp_path, [few]).products
        (variant,) = product.variants
        assert (variant.stock, variant.weight_g, variant.dimensions) == (None, None, None)
        assert product.certification.state(DAY) is CertState.NONE
        assert product.channels_wanted is None
        assert product.images == ()

    def test_missing_columns_that_could_rule_a_hold_out(self, tmp_path):
        found = read(tmp_path, [row(sku="A", industry="beverage"), row(sku="B", industry="herbal")])
        assert [product.review_holds for product in found.products] == [
            (Hold.ALCOHOL_REVIEW,),
            (Hold.HEALTH_FOOD_REVIEW,),
        ]
        found = read(tmp_path, [row(industry="beverage", alcohol_abv="", group_148="B2a")])
        assert found.products[0].review_holds == ()

    def test_an_unknown_producer(self, tmp_path):
        found = read(tmp_path, [row(producer_id="P999")])
        assert found.refused[0].reason == "E_PRODUCER_UNKNOWN"
        assert read(tmp_path, [row(producer_id="P999")], producers=None).refused == ()

    def test_owners(self, tmp_path):
        sheet = write(tmp_path, [row(owner="htx làng chè"), row(sku="B", owner="HTX Khác")])
        found = read_catalogue([sheet], None, None, day=DAY, owner="HTX Làng Chè")
        assert [product.owner for product in found.products] == ["", "HTX Khác"]

    def test_a_star_without_its_papers(self, tmp_path):
        found = read(tmp_path, [row(cert_no="", decision_date="", expiry_date="")])
        assert code_of(found, "cert_no") == code_of(found, "decision_date") == "W_CERT_INCOMPLETE"
        assert found.products[0].certification.badge_star(DAY) is None

    def test_the_potential_star_in_a_column_of_its_own(self, tmp_path):
        found = read(tmp_path, [row(star="", ocop_potential_star="5", cert_no="", decision_date="", expiry_date="")])
        assert found.products[0].certification.state(DAY) is CertState.POTENTIAL_ONLY
        assert code_of(found, "star") == ""
        found = read(tmp_path, [row(star="4 sao (tiềm năng 5 sao)", ocop_potential_star="4")])
        assert found.refused[0].reason == "E_STAR_INVALID"

    def test_a_split_commune_is_left_for_a_person(self, tmp_path):
        found = read(tmp_path, [row(commune="Xã Duyên Thái, Huyện Thường Tín")])
        assert normalised(found, "commune") == "Xã Hồng Vân|Xã Ngọc Hồi"
        place = found.products[0].place
        assert (place.commune, place.commune_old, place.district_historic) == (
            "",
            "Xã Duyên Thái",
            "Huyện Thường Tín",
        )

    def test_elsewhere_the_communes_of_hanoi_say_nothing(self, tmp_path):
        found = read(tmp_path, [row(commune="Xã Quế Xuân", province="Tỉnh Quảng Nam")])
        assert found.products[0].place.commune == "Xã Quế Xuân"


class TestProducts:
    def group(self, **later):
        options = {"product_key": "CHE", "option_1_name": "Quy cách"}
        return [
            row(sku="CHE-250", option_1_value="Gói 250 g", **options),
            row(**{"sku": "CHE-500", "option_1_value": "Gói 500 g", **options, **later}),
        ]

    def test_the_first_row_gives_the_products_fields(self, tmp_path):
        found = read(tmp_path, self.group(title_vi="", star="4 sao", industry="Thực phẩm", stock="3"))
        (product,) = found.products
        assert product.title_vi == CLEAN["title_vi"]
        assert [variant.stock for variant in product.variants] == [12, 3]
        assert [variant.option_values for variant in product.variants] == [("Gói 250 g",), ("Gói 500 g",)]

    def test_a_commune_may_go_by_its_old_name_in_one_row_and_by_todays_in_another(self, tmp_path):
        rows = self.group(commune="Xã Nam Phù")
        rows[0]["commune"] = "Xã Vạn Phúc, Huyện Thanh Trì"
        found = read(tmp_path, rows)
        assert found.refused == ()
        assert [len(product.variants) for product in found.products] == [2]

    @pytest.mark.parametrize(
        ("later", "field", "code"),
        [
            ({"title_vi": "Chè khác"}, "title_vi", "E_PRODUCT_FIELD_DIFFERS"),
            ({"brand": "Khác"}, "brand", "E_PRODUCT_FIELD_DIFFERS"),
            ({"option_1_value": "gói 250 G"}, "option_1_value", "E_OPTION_DUPLICATE"),
            ({"option_1_value": ""}, "option_1_value", "E_OPTION_MISSING"),
            ({"option_1_value": "Gói giấy bản to đùng 500 g"}, "option_1_value", "E_OPTION_TOO_LONG"),
            ({"gtin": "9520037000038"}, "gtin", "E_GTIN_CHECK"),
            ({"previous_sku": "CHE-250"}, "previous_sku", "E_PREVIOUS_SKU_IN_USE"),
        ],
    )
    def test_a_refused_later_row_leaves_a_partial_product(self, tmp_path, later, field, code):
        rows = self.group(**later)
        rows[0].update(dict.fromkeys(later.keys() - rows[0].keys(), ""))
        found = read(tmp_path, rows)
        if field == "brand":
            assert code_of(found, field, 2) == code
        (refused,) = found.refused
        assert (refused.sku, refused.reason, refused.product_key) == ("CHE-500", code, "CHE")
        assert [variant.sku for variant in found.products[0].variants] == ["CHE-250"]
        assert found.partial == {ProductId("", "CHE")}

    def test_without_its_first_row_there_is_no_product(self, tmp_path):
        rows = self.group()
        rows[0]["price_vnd"] = ""
        found = read(tmp_path, rows)
        assert found.products == ()
        assert [(one.sku, one.reason) for one in found.refused] == [
            ("CHE-250", "E_PRICE_MISSING"),
            ("CHE-500", "E_FIRST_ROW_REFUSED"),
        ]
        assert code_of(found, "__row__", 2) == "ROW_OK"

    def test_a_key_that_is_another_products_sku(self, tmp_path):
        rows = [row(sku="A", product_key="LATER"), row(sku="LATER", product_key="B")]
        found = read(tmp_path, rows)
        assert code_of(found, "product_key") == "E_KEY_IS_A_SKU"
        assert [product.product_key for product in found.products] == ["B"]

    def test_a_key_that_is_the_sku_of_a_row_without_key_joins_it(self, tmp_path):
        options = {"option_1_name": "Cỡ"}
        rows = [
            row(sku="A", option_1_value="S", **options),
            row(sku="B", product_key="A", option_1_value="M", **options),
        ]
        (product,) = read(tmp_path, rows).products
        assert (product.product_key, len(product.variants)) == ("A", 2)

    def test_two_axes_repeat_on_one(self, tmp_path):
        options = {"product_key": "AO", "option_1_name": "Màu", "option_2_name": "Cỡ"}
        rows = [
            row(sku="1", option_1_value="Đỏ", option_2_value="S", **options),
            row(sku="2", option_1_value="Đỏ", option_2_value="M", **options),
            row(sku="3", option_1_value="đỏ", option_2_value="s", **options),
            row(sku="4", option_1_value="Đỏ", option_2_value="", **options),
        ]
        found = read(tmp_path, rows)
        assert [variant.option_values for variant in found.products[0].variants] == [("Đỏ", "S"), ("Đỏ", "M")]
        assert code_of(found, "option_2_value", 3) == "E_OPTION_DUPLICATE"
        assert code_of(found, "option_2_value", 4) == "E_OPTION_MISSING"

    def test_rows_of_a_product_may_stand_apart(self, tmp_path):
        first, second = self.group()
        found = read(tmp_path, [first, row(sku="OTHER"), second])
        assert [product.product_key for product in found.products] == ["CHE", "OTHER"]
        assert len(found.products[0].variants) == 2

    def test_a_picture_of_an_option_holds_for_every_sku_of_that_value(self, tmp_path):
        rows = self.group()
        rows[0]["option_image"], rows[1]["option_image"] = "goi-250.png", ""
        rows.append({**rows[0], "sku": "CHE-250B", "option_2_value": "Hộp", "option_image": ""})
        for one, size in zip(rows, ("Túi", "Túi", "Hộp"), strict=True):
            one.update(option_2_name="Bao bì", option_2_value=size)
        found = read(tmp_path, rows)
        assert [one.option_image for one in found.products[0].variants] == ["goi-250.png", "", "goi-250.png"]
        (warned,) = [one for one in found.verdicts if one.code == "W_OPTION_IMAGE_SOME"]
        assert (warned.row, warned.sku, warned.value, warned.line) == (2, "CHE-500", "Gói 500 g", 3)
        rows[1]["option_image"] = "goi-500.png"
        assert "W_OPTION_IMAGE_SOME" not in {one.code for one in read(tmp_path, rows).verdicts}


class TestProducers:
    def test_a_refused_producer_refuses_its_products(self, tmp_path):
        found = read(tmp_path, [row()], producers=[{**PRODUCER, "food_safety_cert_expiry": "sang năm"}])
        assert found.producers == {}
        assert found.refused[0].reason == "E_PRODUCER_UNKNOWN"
        codes = {(verdict.field, verdict.code) for verdict in found.producer_verdicts}
        assert ("food_safety_cert_expiry", "E_DATE_INVALID") in codes

    def test_vietnamese_headers_and_words(self, tmp_path):
        people = {
            "STT": "1",
            "Mã chủ thể": "P001",
            "Loại hình": "Hợp tác xã",
            "Tên chủ thể": "HTX Làng Chè",
            "Làng nghề": "Làng chè Ba Trại",
            "Danh hiệu làng": "Làng nghề truyền thống",
            "Nhãn hiệu tập thể": "Có",
            "Hạn GCN ATTP": "16/02/2027",
        }
        (producer,) = read(tmp_path, [row()], producers=[people]).producers.values()
        assert producer.kind == "cooperative"
        assert producer.village.title is VillageTitle.TRADITIONAL
        assert producer.collective_mark_right is True
        assert producer.food_safety_cert_expiry == date(2027, 2, 16)
        assert producer.channels_open is None
        assert not producer.is_sample

    def test_the_same_id_twice(self, tmp_path):
        found = read(tmp_path, [row()], producers=[PRODUCER, {**PRODUCER, "producer_id": "p001", "name_vi": "Khác"}])
        assert [producer.name_vi for producer in found.producers.values()] == [PRODUCER["name_vi"]]

    def test_a_sample_producer_makes_sample_goods(self, tmp_path):
        (product,) = read(tmp_path, [row()]).products
        assert product.is_sample
        assert product.variants[0].is_sample


def test_a_cell_that_was_read_before_is_told_of_again(tmp_path):
    prices = ("85.000đ", "85.000đ", "85000", "85.000đ", "rẻ", "rẻ")
    found = read(tmp_path, [row(sku=f"CHE-{n}", price_vnd=price) for n, price in enumerate(prices)])
    assert [code_of(found, "price_vnd", n) for n in range(1, 5)] == ["OK_PRICE", "OK_PRICE", "", "OK_PRICE"]
    assert [one.variants[0].price_vnd for one in found.products] == [85000] * 4
    assert [(one.row, one.reason) for one in found.refused] == [(5, "E_PRICE_INVALID"), (6, "E_PRICE_INVALID")]
    said = [one for one in found.verdicts if one.field == "price_vnd"]
    assert [(one.sku, one.value, one.outcome) for one in said[:2]] == [
        ("CHE-0", "85.000đ", "accepted"),
        ("CHE-1", "85.000đ", "accepted"),
    ]


def test_a_warning_read_before_is_still_a_warning(tmp_path):
    found = read(tmp_path, [row(sku=f"CHE-{n}", brand="Chè số 1 Việt Nam") for n in range(3)])
    said = [(one.row, one.outcome, one.code) for one in found.verdicts if one.field == "brand"]
    assert said == [(n, "warned", "W_SUPERLATIVE") for n in (1, 2, 3)]
