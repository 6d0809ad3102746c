"""A producer is who the row of a product means, however the spaces of either cell were typed."""

import pytest

from connector.catalogue.producers import read_producers

from .sheets import PRODUCER, read, row, write


@pytest.mark.parametrize("said", ["HTX Chè", "HTX\u00a0Chè", "htx \u200bchè"])
@pytest.mark.parametrize("named", ["HTX Chè", "HTX\u00a0Chè"])
def test_a_producer_is_found_however_its_spaces_were_typed(tmp_path, named, said):
    found = read(tmp_path, [row(producer_id=said)], producers=[{**PRODUCER, "producer_id": named}])
    assert found.refused == ()
    (product,) = found.products
    assert product.producer_id in found.producers


def test_producers_whose_ids_look_alike_are_one_too_many(tmp_path):
    twins = [{**PRODUCER, "producer_id": name} for name in ("HTX Chè", "HTX\u00a0Chè")]
    found = read_producers(write(tmp_path, twins, "producers.csv"))
    assert list(found.producers) == ["HTX Chè"]
    assert "E_PRODUCER_DUPLICATE" in {one.code for one in found.verdicts}
