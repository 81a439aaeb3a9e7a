"""The `CardRecogniser` of a till: the enabled card formats, asked in the order of how sure they are.

While a number waits for a blank card, a card that none of them knows is written first and then read like any
other: what is handed on is what the counter will read the next day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from fidpos.domain.card import Refusal
from fidpos.readers.cards.atr import Atr, parse_atr
from fidpos.readers.cards.profile import CardProfile
from fidpos.readers.cards.shield import FormatFailed, shielded
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
        if job is None or not _is_for(job, found):
            return found
        uid = found.uid if isinstance(found, CardIdentity) else ""
        try:
            problem = shielded("writer", partial(job.run, parsed, uid=uid), transmit)
        except FormatFailed:
            return found
        return found if problem is not None else self._ask(parsed, transmit)

    def _ask(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal:
        """The first answer; where there is none and a format failed, nobody knows what the card is."""
        claims, has_failed = self._claims(atr, transmit)
        for each in claims:
            try:
                found = shielded(each.name, partial(_identified, each.profile, atr), transmit)
            except FormatFailed:
                has_failed = True
                continue
            if found is not None:
                return found
        return Refusal.BAD_READ if has_failed else Refusal.UNKNOWN_FORMAT

    def _claims(self, atr: Atr, transmit: Transmit) -> tuple[list[EnabledFormat], bool]:
        """The formats that claim the card, the surest first, and whether one failed to say."""
        scored: list[tuple[int, EnabledFormat]] = []
        has_failed = False
        for each in self._formats:
            try:
                score = shielded(each.name, partial(_score, each.profile, atr), transmit)
            except FormatFailed:
                has_failed = True
                continue
            if score > 0:
                scored.append((score, each))
        return [each for _, each in sorted(scored, key=lambda pair: -pair[0])], has_failed


def _score(profile: CardProfile, atr: Atr, _: Transmit) -> int:
    return int(profile.matches(atr))


def _identified(profile: CardProfile, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:
    found = profile.identify(atr, transmit)
    if not isinstance(found, CardIdentity | Refusal | None):
        raise TypeError
    return found


def _is_for(job: WriteJob, found: CardIdentity | Refusal) -> bool:
    """Nothing of ours is on it, a record that was cut short, a UID and no more; or what the job began."""
    if isinstance(found, CardIdentity):
        return found.number in {"", job.number}
    return found in {Refusal.UNKNOWN_FORMAT, Refusal.BAD_READ}
