"""The packaged sample read whole, and every row of what is expected of it."""

import pytest

from connector.catalogue import advice, read_catalogue
from connector.model import holds
from connector.sample import SAMPLE_DAY, expected_products, write_sample


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return read_catalogue([folder / "products.csv"], folder / "producers.csv", None, day=SAMPLE_DAY)


def concluded(catalogue):
    for product in catalogue.products:
        producer = catalogue.producers[product.producer_id]
        certification = product.certification
        days = certification.days_to_expiry(SAMPLE_DAY)
        for variant in product.variants:
            yield {
                "sku": variant.sku,
                "as_of": SAMPLE_DAY.isoformat(),
                "cert_status": certification.state(SAMPLE_DAY).value,
                "days_to_expiry": "" if days is None else str(days),
                "badge_star": str(certification.badge_star(SAMPLE_DAY) or ""),
                "potential_star": str(certification.potential_star or ""),
                "holds": ";".join(holds(product, producer, SAMPLE_DAY)),
                "warnings": ";".join(advice(product, variant)),
                "gtin_is_demo": "yes" if variant.gtin.startswith("952") else "",
            }


def test_every_sku_is_concluded_as_expected(catalogue):
    expected = {row["sku"]: row for row in expected_products()}
    found = {row["sku"]: row for row in concluded(catalogue)}
    assert found.keys() == expected.keys()
    for sku, row in expected.items():
        assert found[sku] == row


def test_states_and_stars_add_up(catalogue):
    states = [product.certification.state(SAMPLE_DAY).value for product in catalogue.products]
    counted = {state: states.count(state) for state in set(states)}
    assert counted == {
        "valid": 153,
        "expiring_90d": 27,
        "expired": 25,
        "revoked": 2,
        "potential_only": 2,
        "none": 6,
    }
    stars = [product.certification.current.star for product in catalogue.products if product.certification.current]
    assert (stars.count(5), stars.count(4), stars.count(3)) == (5, 92, 110)
