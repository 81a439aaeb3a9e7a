"""Cards of the merchant's own that the till does not know.

The centre is asked first, while the cashier goes on. Whoever it finds comes with the next pull and is then
attached. When it does not answer, the customer is met as a member known by the card alone, so that a purchase
counts: the centre makes them one with whoever the card belongs to, or they are enrolled some day. A till that
is alone knows every card there is, and asks nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fidpos.domain.card import CardRead, Medium, RefusedRead, TokenKind
from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreError
from fidpos.till.finding import Finder
from fidpos.till.reads import Seen
from fidpos.till.view import TillState
from fidpos.wire.sync.find import Find, FindBy

AWAITED_S = 10.0
"""For so long a member who was found may be on the way."""

_FREE = frozenset({TillState.IDLE, TillState.AMOUNT})


class Newcomers(Protocol):
    """The local store as far as somebody is met who is known by a card alone."""

    def meet(self, read: CardRead) -> None:
        """Enrol a provisional member with this card.

        Raises:
            StoreError: nothing was written.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Abroad:
    """What a till that has a centre does about cards that it does not know."""

    finder: Finder
    newcomers: Newcomers


@dataclass(frozen=True, slots=True)
class _Wanted:
    read: CardRead
    since_s: float
    on_the_way: bool = False


class Strangers:
    """The card that is looked for, one at a time; what is presented next takes its place.

    Args:
        clock: of the till.
        abroad: None for a till that is alone.
        told: something is known of the card; see `awaited`. With what the store said, when somebody could
            not be met.
    """

    def __init__(
        self, clock: Clock, abroad: Abroad | None, told: Callable[[StoreError | None], None]
    ) -> None:
        self._clock = clock
        self._abroad = abroad
        self._told = told
        self._wanted: _Wanted | None = None

    def look_for(self, read: CardRead | RefusedRead, seen: Seen, state: TillState) -> bool:
        """Ask the centre, if this is a card for which it may be asked now; whether it was."""
        self._wanted = None
        if self._abroad is None or seen is not Seen.UNKNOWN or state not in _FREE:
            return False
        if isinstance(read, RefusedRead) or not _is_ours(read):
            return False
        wanted = self._wanted = _Wanted(read, self._clock.monotonic_s())
        asked = Find(by=FindBy.CARD, text=read.token.text)
        self._abroad.finder.find(asked, lambda found: self._answered(wanted, found))
        return True

    def forget(self) -> None:
        """Something else goes on; an answer that still comes changes nothing."""
        self._wanted = None

    def awaited(self) -> CardRead | None:
        """The card of somebody who was found and is on the way."""
        wanted = self._wanted
        return wanted.read if wanted is not None and wanted.on_the_way else None

    @property
    def is_late(self) -> bool:
        """Whether whoever is awaited should have come by now."""
        wanted = self._wanted
        return wanted is not None and self._clock.monotonic_s() - wanted.since_s > AWAITED_S

    def _answered(self, wanted: _Wanted, found: int | None) -> None:
        if self._wanted is not wanted or self._abroad is None:
            return
        refused = None
        if found is None:
            try:
                self._abroad.newcomers.meet(wanted.read)
            except StoreError as fault:
                refused = fault
        now_s = self._clock.monotonic_s()
        # Of whom nobody knows, nobody is on the way: that is said at once.
        since_s = now_s if found else now_s - 2 * AWAITED_S
        self._wanted = _Wanted(wanted.read, since_s, on_the_way=True)
        self._told(refused)


def _is_ours(read: CardRead) -> bool:
    """A whole number of the merchant's own form, off a card: whoever types one may make it up."""
    return read.token.kind is TokenKind.NUMBER and read.medium is not Medium.TYPED
