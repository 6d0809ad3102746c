"""One composition for all shops of a command that show a product alike.

Shops of one marketplace mostly have one mapping, equal facts and one policy, and ``compose`` is pure: it would make the
same listing again for each. Kept as long as the command runs and no longer; every night composes from its own files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from connector.model import Producer, Product, ShopFacts
from mappings import Composed, Rules, ShopPolicy, shared_stock

__all__ = ["Alike"]


@dataclass(frozen=True, slots=True)
class Alike:
    """Shops with these rules, facts and policy, and what was composed for the first of them that asked."""

    rules: Rules
    facts: ShopFacts
    policy: ShopPolicy
    _kept: dict[object, tuple[Product, Producer, Composed]] = field(default_factory=dict)

    def includes(self, rules: Rules, facts: ShopFacts, policy: ShopPolicy) -> bool:
        """Whether a shop with these shows everything as these shops do; its name, and who it is, apart."""
        who = {name: getattr(self.facts, name) for name in ("shop_id", "shop_name", "fetched_at")}
        return (
            rules is self.rules
            and replace(policy, shop=self.policy.shop) == self.policy
            and facts.model_copy(update=who) == self.facts
        )

    def composed(
        self, product: Product, producer: Producer, policy: ShopPolicy, day: date, compose: Callable[[], Composed]
    ) -> Composed:
        """What ``compose`` makes of ``product``, or made of it for another of the shops.

        Of the policy only the pieces it gives may differ from shop to shop. Goods of another owner are composed for
        each: a reason may name the shop.
        """
        if product.owner:
            return compose()
        told = product.product_id, day, *(shared_stock(variant, policy) for variant in product.on_sale)
        known = self._kept.get(told)
        if known is not None and known[0] is product and known[1] is producer:
            return known[2]
        made = compose()
        self._kept[told] = product, producer, made
        return made
