"""`card_medium`: the card was presented on one of these media, or proves so much."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.domain.card import Medium, Trust
from fidpos.domain.errors import InvalidValue
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMedium:
    """The member was recognised by one of `media`, such as a phone, and by a card that proves enough.

    Attributes:
        media: any of them when left out.
        trust_at_least: 1 for a printed number, 2 for a signed one, 3 for a card that proves itself.
    """

    code: ClassVar[str] = "card_medium"

    media: Annotated[tuple[Medium, ...], Items(0, 5)] = ()
    trust_at_least: Trust = Trust.CLAIMED

    def __post_init__(self) -> None:
        """Refuse a condition that holds for every card.

        Raises:
            InvalidValue: neither a medium nor a proof is asked for.
        """
        if not self.media and self.trust_at_least is Trust.CLAIMED:
            raise InvalidValue("a medium or a proof is needed")

    def compile(self, _binding: Binding, /) -> Test:
        """Needs nothing of the programme."""
        media, wanted = frozenset(self.media or Medium), ",".join(self.media)
        least = self.trust_at_least

        def test(working: Working) -> Miss | None:
            visit = working.facts.visit
            if visit.medium not in media:
                return Miss(self.code, visit.medium.value, wanted)
            return None if visit.trust >= least else Miss(self.code, visit.trust.value, least.value)

        return test
