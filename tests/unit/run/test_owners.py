"""Decision 5: SKUs of two owners in one shop are told apart, and what was sent keeps its name."""

import pytest

from connector.model import Product, ProductId
from connector.run.owners import apart, prefixed
from connector.sync.journal import Binding
from tests.coop import DAY, Coop

OWN, WEAVERS, POTTERS = "HTX Thoi Nắng", "HTX Mây Tre Đan Phú Vinh", "Gốm Chu Đậu"


@pytest.fixture
def tea(tmp_path) -> Product:
    from connector.catalogue import read_catalogue

    coop = Coop(tmp_path).set_up()
    read = read_catalogue([coop.products], None, None, day=DAY, owner=OWN)
    return next(product for product in read.products if product.product_key == "TRA-01")


def of(product: Product, owner: str, sku: str = "A-01") -> Product:
    variant = product.variants[0].model_copy(update={"sku": sku})
    return product.model_copy(update={"owner": owner, "product_key": sku, "variants": (variant,)})


def skus(products: list[Product]) -> list[str]:
    return [variant.sku for product in products for variant in product.variants]


def bound(owner: str, key: str, sku: str) -> dict[str, Binding]:
    name = str(ProductId(owner, key))
    return {name: Binding(name, "1", "created", {sku.casefold(): (sku, "")})}


def test_the_later_owner_gets_its_name_in_front(tea: Product) -> None:
    products = [of(tea, WEAVERS), of(tea, ""), of(tea, POTTERS), of(tea, WEAVERS, "B-01")]
    found, called = apart(products, OWN, (WEAVERS, POTTERS), {})
    assert skus(found) == ["HTX-MAY-TRE-DAN-PHU-VINH-A-01", "A-01", "GOM-CHU-DAU-A-01", "B-01"]
    assert called == {"HTX-MAY-TRE-DAN-PHU-VINH-A-01": "A-01", "GOM-CHU-DAU-A-01": "A-01"}


def test_spelling_makes_no_other_sku(tea: Product) -> None:
    found, _ = apart([of(tea, ""), of(tea, WEAVERS, "a-01")], OWN, (WEAVERS,), {})
    assert skus(found) == ["A-01", "HTX-MAY-TRE-DAN-PHU-VINH-a-01"]


def test_who_is_not_sold_for_meets_nobody(tea: Product) -> None:
    products = [of(tea, ""), of(tea, WEAVERS)]
    assert apart(products, OWN, (), {}) == (products, {})


def test_what_was_sent_keeps_its_name_whoever_comes(tea: Product) -> None:
    """The weavers sold A-01 here first; now the catalogue's own product is called so too."""
    products = [of(tea, ""), of(tea, WEAVERS)]
    found, called = apart(products, OWN, (WEAVERS,), bound(WEAVERS, "A-01", "A-01"))
    assert skus(found) == ["HTX-THOI-NANG-A-01", "A-01"]
    assert called == {"HTX-THOI-NANG-A-01": "A-01"}


def test_what_was_sent_keeps_its_name_whoever_goes(tea: Product) -> None:
    long = prefixed(WEAVERS, "A-01")
    found, _ = apart([of(tea, WEAVERS)], OWN, (WEAVERS,), bound(WEAVERS, "A-01", long))
    assert skus(found) == [long]
