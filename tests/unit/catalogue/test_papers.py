"""The papers folder: whose scan, of what kind, with which number and until when; and what a scan proves."""

import unicodedata
from datetime import date

import pytest

from connector.catalogue import read_catalogue
from connector.catalogue.papers import NO_PAPERS, read_papers
from connector.errors import BadUse
from connector.messages import say
from connector.model import Evidence, PaperKind

from .sheets import CLEAN, DAY, PRODUCER, row, write

PDF, JPEG, PNG = b"%PDF-1.7\n", b"\xff\xd8\xff\xe0rest", b"\x89PNG\r\n\x1a\n"
NUMBER = CLEAN["cert_no"]


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "giấy tờ"
    place.mkdir()
    return place


@pytest.fixture
def read(tmp_path, folder):
    def reading(rows=None, day=DAY, papers=folder):
        sheet = write(tmp_path, rows or [row()])
        producer = {**PRODUCER, "food_safety_cert_no": "12/2025/ATTP-HN"}
        people = write(tmp_path, [producer], "producers.csv")
        return read_catalogue([sheet], people, None, day=day, papers=papers)

    return reading


def scan(folder, name, data=PDF):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def codes(catalogue):
    return [notice.code for notice in catalogue.notices]


def evidence(catalogue):
    return catalogue.products[0].certification.current.evidence


@pytest.mark.parametrize(
    ("name", "kind", "number", "expiry"),
    [
        (f"CHE-01_certificate_{NUMBER}_2028-03-05.pdf", "certificate", NUMBER, date(2028, 3, 5)),
        (f"che-01_GCN-OCOP_{NUMBER}.PDF", "certificate", NUMBER, None),
        ("CHE-01_gcn ocop__5.3.2028.pdf", "certificate", "", date(2028, 3, 5)),
        ("CHE-01_công bố_05_TCB_2026.pdf", "declaration", "05_TCB_2026", None),
        (unicodedata.normalize("NFD", "CHE-01_kiểm nghiệm_KN-7_31-12-2026.pdf"), "test", "KN-7", date(2026, 12, 31)),
        ("2026/hạn dài/CHE-01_attp.pdf", "food_safety", "", None),
        ("CHE-01_VietGAP_VG-1.pdf", "quality", "VG-1", None),
    ],
)
def test_a_name_says_what_a_scan_is(folder, read, name, kind, number, expiry):
    scan(folder, name)
    found = read()
    (paper,) = found.papers.of(found.products[0])
    assert (paper.kind, paper.number, paper.expiry) == (kind, number, expiry)
    assert paper.file == name
    assert PaperKind(paper.kind)
    assert found.notices == ()


@pytest.mark.parametrize(
    ("name", "data"), [("CHE-01_gcn.jpg", JPEG), ("CHE-01_gcn.jpeg", JPEG), ("CHE-01_gcn.png", PNG)]
)
def test_pictures_are_scans_too(folder, read, name, data):
    scan(folder, name, data)
    assert read().notices == ()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("scan0001.pdf", PDF, "W_PAPER_NAME"),
        ("CHE-01_hợp đồng thuê.pdf", PDF, "W_PAPER_NAME"),
        ("CHE-01_gcn_1_31-02-2026.pdf", PDF, "W_PAPER_NAME"),
        ("CHE-01_gcn.pdf", b"MZ\x90\x00 a program", "W_PAPER_TYPE"),
        ("CHE-01_gcn.docx", b"PK\x03\x04", "W_PAPER_TYPE"),
        ("CHE-01_gcn.pdf", b"", "W_PAPER_TYPE"),
        ("KHAC-9_gcn.pdf", PDF, "W_PAPER_UNKNOWN"),
        ("CHE-01_attp_1_2026-11-21.pdf", PDF, "W_PAPER_LAPSED"),
        ("CHE-01_gcn_MAU-OCOP-HN-2025-0002.pdf", PDF, "W_PAPER_NUMBER_DIFFERS"),
        ("P001_attp_13-2025-ATTP-HN.pdf", PDF, "W_PAPER_NUMBER_DIFFERS"),
    ],
)
def test_what_is_wrong_with_a_scan_is_said_and_stops_nothing(folder, read, name, data, code):
    scan(folder, name, data)
    found = read()
    assert codes(found) == [code]
    assert found.refused == ()
    params = found.notices[0].params
    assert params["file"] == name
    for language in ("vi", "en"):
        assert "…" not in say(code, language, **params)


def test_numbers_compare_without_what_a_files_name_cannot_hold(folder, read):
    scan(folder, "P001_attp_12-2025-attp-hn.pdf")
    found = read()
    assert found.notices == ()
    assert found.papers.of_producer("p001")[0].kind == PaperKind.FOOD_SAFETY


def test_a_scan_of_the_certificate_proves_it(folder, read):
    assert evidence(read()) is Evidence.STATED
    scan(folder, f"CHE-01_gcn-ocop_{NUMBER.lower()}.pdf")
    found = read()
    assert evidence(found) is Evidence.DOCUMENT
    badge = found.products[0].certification.badge_star
    assert badge(DAY, requires=Evidence.DOCUMENT) == 4
    assert badge(DAY, requires=Evidence.REGISTRY) is None


@pytest.mark.parametrize(
    "name",
    [
        "CHE-01_gcn-ocop.pdf",
        "CHE-01_gcn-ocop_MAU-OCOP-HN-2025-0002.pdf",
        f"CHE-01_attp_{NUMBER}.pdf",
        f"CHE-02_gcn_{NUMBER}.pdf",
        f"CHE-01_gcn_{NUMBER}_2026-11-21.pdf",
    ],
    ids=["without number", "another number", "another kind", "another product", "lapsed today"],
)
def test_what_proves_nothing(folder, read, name):
    scan(folder, name)
    assert evidence(read([row(), row(sku="CHE-02", cert_no="KHAC")])) is Evidence.STATED


def test_a_scan_under_a_sku_counts_for_its_product(folder, read):
    options = {"product_key": "CHE", "option_1_name": "Cỡ"}
    rows = [row(sku=f"CHE-{size}", option_1_value=size, **options) for size in ("S", "M")]
    scan(folder, f"CHE-M_gcn_{NUMBER}.pdf")
    assert evidence(read(rows)) is Evidence.DOCUMENT


def test_papers_of_refused_rows_are_not_unknown(folder, read):
    scan(folder, "CHE-09_gcn_1.pdf")
    assert codes(read([row(), row(sku="CHE-09", price_vnd="?")])) == []


def test_an_index_wins_over_names(folder, read):
    scan(folder, "IMG_20260101.jpg", JPEG)
    scan(folder, "con/CHE-01_attp.pdf")
    write(
        folder,
        [
            {
                "Tên tệp": "img_20260101.JPG",
                "Mã SP": "CHE-01",
                "Loại giấy": "GCN OCOP",
                "Số": NUMBER,
                "Hạn": "5/3/2028",
            },
            {"Tên tệp": "con\\CHE-01_attp.pdf", "Mã SP": "P001", "Loại giấy": "ATTP", "Số": "12/2025/ATTP-HN"},
        ],
        "papers.csv",
        columns=("Tên tệp", "Mã SP", "Loại giấy", "Số", "Hạn"),
    )
    found = read()
    assert found.notices == ()
    assert evidence(found) is Evidence.DOCUMENT
    (paper,) = found.papers.of(found.products[0])
    assert (paper.file, paper.expiry) == ("IMG_20260101.jpg", date(2028, 3, 5))
    assert [one.file for one in found.papers.of_producer("P001")] == ["con/CHE-01_attp.pdf"]


def test_lines_of_the_index_that_name_nothing(folder, read):
    outside = scan(folder.parent, "ngoài.pdf")
    lines = [
        {"file": "../ngoài.pdf", "of": "CHE-01", "kind": "gcn"},
        {"file": str(outside), "of": "CHE-01", "kind": "gcn"},
        {"file": "a.pdf", "of": "CHE-01", "kind": "giấy lạ"},
    ]
    scan(folder, "a.pdf")
    write(folder, lines, "papers.csv")
    found = read()
    assert codes(found) == ["W_PAPER_NOT_FOUND", "W_PAPER_NOT_FOUND", "W_PAPER_INDEX_ROW", "W_PAPER_NAME"]
    assert found.papers.of(found.products[0]) == ()


def test_links_are_never_followed(folder, read):
    name = f"CHE-01_gcn_{NUMBER}.pdf"
    outside = scan(folder.parent, "kín.pdf")
    (folder / name).symlink_to(outside)
    (folder / "lối ra").symlink_to(folder.parent, target_is_directory=True)
    found = read()
    assert evidence(found) is Evidence.STATED
    assert found.papers.by_code == {}
    assert found.notices == ()


def test_hidden_files_and_open_sheets_are_passed_over(folder, read):
    scan(folder, "~$papers.xlsx", b"junk")
    scan(folder, ".DS_Store", b"junk")
    scan(folder, ".git/CHE-01_gcn.pdf")
    assert read().notices == ()


def test_the_revision_covers_the_papers(folder, read):
    before = read().revision
    path = scan(folder, f"CHE-01_gcn_{NUMBER}.pdf")
    after = read().revision
    assert before != after
    path.unlink()
    assert read().revision == before


def test_a_scan_is_read_only_when_asked_for(folder, read):
    path = scan(folder, f"CHE-01_gcn_{NUMBER}.pdf")
    papers = read_papers(folder)
    (paper,) = papers.by_code["che-01"]
    assert paper.sha == ""
    told, data = papers.scan(paper)
    assert data == PDF
    assert len(told.sha) == 64
    path.unlink()
    with pytest.raises(BadUse):
        papers.scan(paper)


def test_a_folder_that_is_not_there(tmp_path, read):
    with pytest.raises(BadUse) as error:
        read(papers=tmp_path / "không có")
    assert error.value.code == "E_PAPERS_FOLDER"


def test_without_a_folder_what_was_proven_stays(read, folder):
    scan(folder, f"CHE-01_gcn_{NUMBER}.pdf")
    (product,) = read().products
    assert NO_PAPERS.proven(product, DAY) is product
    assert product.certification.current.evidence is Evidence.DOCUMENT
