"""Small catalogues for tests: a clean row to change, written as a CSV file."""

import csv
import io
from datetime import date

from connector.catalogue import read_catalogue

DAY = date(2026, 11, 21)

PRODUCER = {
    "producer_id": "P001",
    "is_sample": "1",
    "kind": "cooperative",
    "name_vi": "[MẪU] HTX Làng Chè",
    "province": "Thành phố Hà Nội",
    "commune_current": "Xã Suối Hai",
    "channels_open": "shopee;tiktok",
}

CLEAN = {
    "sku": "CHE-01",
    "producer_id": "P001",
    "title_vi": "Chè lam Đường Lâm gói giấy",
    "industry": "food",
    "star": "4",
    "cert_no": "MAU-OCOP-HN-2025-0001",
    "decision_date": "2025-03-05",
    "expiry_date": "2028-03-05",
    "short_story_vi": "Bánh quê dẻo thơm, nấu mẻ nhỏ.",
    "long_story_vi": "",
    "price_vnd": "35000",
    "stock": "12",
    "weight_g": "250",
    "dims": "20x12x5",
    "image_files": "a.png;b.png;c.png",
    "gtin": "",
    "commune": "Phường Sơn Tây",
    "product_key": "",
    "option_1_name": "",
    "option_1_value": "",
    "status": "",
}


def row(**changes):
    return {**CLEAN, **changes}


def csv_text(rows, columns=None, delimiter=","):
    columns = list(columns or dict.fromkeys(name for one in rows for name in one))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(folder, rows, name="products.csv", **options):
    path = folder / name
    path.write_text(csv_text(rows, **options), encoding="utf-8", newline="")
    return path


def read(folder, rows, *, photos=None, producers=(PRODUCER,), **options):
    sheet = write(folder, rows, **options)
    people = write(folder, list(producers), "producers.csv") if producers is not None else None
    return read_catalogue([sheet], people, photos, day=DAY)


def code_of(catalogue, field, record=1):
    """The code said of one cell; '' where nothing was."""
    return next((one.code for one in catalogue.verdicts if (one.row, one.field) == (record, field)), "")


def normalised(catalogue, field, record=1):
    return next(one.normalised for one in catalogue.verdicts if (one.row, one.field) == (record, field))
