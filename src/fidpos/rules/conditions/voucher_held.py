"""`voucher_held`: a voucher of this kind waits to be used."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Code, Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherHeld:
    """The member holds a voucher that is valid today, whether or not it is used on this visit.

    Attributes:
        sources: codes of the rules and rewards that gave it, also of earlier programmes; any when left out.
    """

    code: ClassVar[str] = "voucher_held"

    sources: Annotated[tuple[Code, ...], Items(0, 50)] = ()

    def compile(self, _binding: Binding, /) -> Test:
        """Needs nothing of the programme."""
        sources, miss = frozenset(self.sources), Miss(self.code, 0, ",".join(self.sources) or 1)

        def test(working: Working) -> Miss | None:
            day = working.day
            for voucher in working.facts.vouchers:
                begun = voucher.valid_from <= day
                over = voucher.valid_until is not None and voucher.valid_until < day
                if begun and not over and (not sources or voucher.source in sources):
                    return None
            return miss

        return test
