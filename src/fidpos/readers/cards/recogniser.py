"""The `CardRecogniser` of a till: the enabled card formats, asked in the order of how sure they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from fidpos.domain.card import Refusal
from fidpos.readers.cards.atr import Atr, parse_atr
from fidpos.readers.cards.profile import CardProfile
from fidpos.readers.driver import CardIdentity, Transmit
from fidpos.readers.errors import AtrInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class EnabledFormat:
    """A card format in use, by the name it has in the settings."""

    name: str
    profile: CardProfile


class Recogniser:
    """Asks the formats that claim a card.

    Args:
        formats: those enabled; of two that are equally sure the first is asked first.
    """

    def __init__(self, formats: Iterable[EnabledFormat]) -> None:
        self._formats = tuple(formats)

    def recognise(self, atr: bytes, transmit: Transmit, *, device: str) -> CardIdentity | Refusal:  # noqa: ARG002
        """See `CardRecogniser.recognise`."""
        try:
            parsed = parse_atr(atr)
        except AtrInvalid:
            return Refusal.BAD_READ
        return self._ask(parsed, transmit)

    def _ask(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal:
        scored = [(each.profile.matches(atr), each) for each in self._formats]
        for score, each in sorted(scored, key=lambda pair: -pair[0]):
            if score > 0:
                found = each.profile.identify(atr, transmit)
                if found is not None:
                    return found
        return Refusal.UNKNOWN_FORMAT
