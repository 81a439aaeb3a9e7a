"""`shop`: in these shops of the network only."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.domain.ids import ShopId
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The purchase is made in one of `shops`, by id."""

    code: ClassVar[str] = "shop"

    shops: Annotated[tuple[ShopId, ...], Items(1, 1000)]

    def compile(self, _binding: Binding, /) -> Test:
        """Needs nothing of the programme: which shops there are is not its business."""
        shops = frozenset(self.shops)

        def test(working: Working) -> Miss | None:
            seen = working.facts.visit.shop
            return None if seen in shops else Miss(self.code, str(seen), "shop")

        return test
