"""The `CardRecogniser` of a till: the enabled card formats, asked in the order of how sure they are.

While a number waits for a blank card, a card that none of them knows is written first and then read like any
other: what is handed on is what the counter will read the next day.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fidpos.domain.card import Refusal
from fidpos.readers.cards.atr import Atr, parse_atr
from fidpos.readers.cards.profile import CardProfile
from fidpos.readers.cards.writing import WriteJob
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
        self._job: WriteJob | None = None

    def write_next(self, job: WriteJob | None) -> None:
        """Let the next blank card get the job's number, until this is called again; None for no more."""
        self._job = job

    def recognise(self, atr: bytes, transmit: Transmit, *, device: str) -> CardIdentity | Refusal:  # noqa: ARG002
        """See `CardRecogniser.recognise`."""
        try:
            parsed = parse_atr(atr)
        except AtrInvalid:
            return Refusal.BAD_READ
        found = self._ask(parsed, transmit)
        job = self._job
        if job is None or not _is_for(job, found) or job.run(parsed, transmit) is not None:
            return found
        return self._ask(parsed, transmit)

    def _ask(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal:
        scored = [(each.profile.matches(atr), each) for each in self._formats]
        for score, each in sorted(scored, key=lambda pair: -pair[0]):
            if score > 0:
                found = each.profile.identify(atr, transmit)
                if found is not None:
                    return found
        return Refusal.UNKNOWN_FORMAT


def _is_for(job: WriteJob, found: CardIdentity | Refusal) -> bool:
    """Nothing of ours is on it, a record that was cut short, a UID and no more; or what the job began."""
    if isinstance(found, CardIdentity):
        return found.number in {"", job.number}
    return found in {Refusal.UNKNOWN_FORMAT, Refusal.BAD_READ}
