"""The till's link to its centre, as the desk and the status bar see it: values, and what can be asked for.

Whatever is slow happens on the link's own threads. What is asked for is answered later, on the till's worker,
through the callable that `open` was given, as one of the `LinkNews` below. `standing` alone answers at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

PAIRING_LIMIT_S = 30.0
"""A pairing is given up after so long; asked again with the same code it goes on where it was."""


class LinkState(StrEnum):
    """What the counter sees; each has a sentence."""

    NOT_PAIRED = "not_paired"
    """This till has no centre: it works alone, and nothing is wrong."""
    CONNECTING = "connecting"
    """The program has just begun and has not heard anything yet."""
    UP_TO_DATE = "up_to_date"
    SENDING = "sending"
    """Some events wait, and the centre answers."""
    OFFLINE = "offline"
    """No answer: the till works on, and sends later."""
    ATTENTION = "attention"
    """The centre refuses, or this PC does: somebody has to look at it. Visits are recorded all the same."""


class Trouble(StrEnum):
    """Why somebody has to look at it; each has a sentence that says what to do."""

    UNKNOWN_TILL = "unknown_till"
    """The centre does not know this till, or not with this key: pair it again."""
    REVOKED = "revoked"
    """The office locked this till."""
    CLOCK = "clock"
    """The PC's clock is wrong, and even signed with the centre's time the centre refuses."""
    REFUSED = "refused"
    """The centre refuses for another reason, such as a version too far apart: call support."""
    STORE = "store"
    """This PC's disk or store refuses what came; the checkout has said so too."""
    KEYS = "keys"
    """What the till keeps of its pairing cannot be read: pair it again."""
    UNEXPECTED = "unexpected"
    """The link failed and tries again; the log has the details."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreStanding:
    """Where the till stands with its centre, at one moment.

    Attributes:
        address: of the centre, as it was given; empty where there is none, like the three names.
        waiting: events that the centre has not acknowledged.
        waiting_since: instant of the oldest of them.
        heard_at: when the centre answered last, since the program began.
        clock_offset: the centre's clock less ours; None until it was heard.
        trouble: given when the state is ATTENTION.
    """

    state: LinkState = LinkState.NOT_PAIRED
    address: str = ""
    merchant_name: str = ""
    shop_name: str = ""
    till_name: str = ""
    waiting: int = 0
    waiting_since: datetime | None = None
    heard_at: datetime | None = None
    clock_offset: timedelta | None = None
    trouble: Trouble | None = None

    @property
    def is_paired(self) -> bool:
        """Whether there is a centre."""
        return self.state is not LinkState.NOT_PAIRED


class WaitingKind(StrEnum):
    """What an event that waits is about; each has a word, singular and plural (`waiting.kind.<value>`)."""

    VISIT = "visit"
    """Closed, voided, corrected, refunded."""
    MEMBER = "member"
    """Enrolled or changed, consents and cards included."""
    GIFT_CARD = "gift_card"
    STAFF = "staff"
    """What people did at the till: signed in, locked, approved."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingGroup:
    """Events of one kind that wait; `oldest_at` is when the first of them was recorded."""

    kind: WaitingKind
    count: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """Everything that waits, the most important kind first.

    Attributes:
        uncounted: events beyond those that were looked at: so many wait that only the oldest were told apart.
    """

    groups: tuple[WaitingGroup, ...] = ()
    uncounted: int = 0


class PairingRefusal(StrEnum):
    """Why a till was not paired; nothing was changed. Each has a sentence that says what to do."""

    BAD_ADDRESS = "bad_address"
    """Not `https://host[:port]`; without TLS only this very machine."""
    BAD_CODE = "bad_code"
    """Not a pairing code, or mistyped."""
    BAD_NAME = "bad_name"
    """Empty, or too long."""
    NOBODY_ANSWERS = "nobody_answers"
    """Not in time, or somebody else does, such as a portal that wants a login."""
    NOT_THE_CENTRE = "not_the_centre"
    """Whoever answers there is not the centre that made the code; the code's secret was not told."""
    CODE_REFUSED = "code_refused"
    """The code is wrong, used or too old, which of them is not said: ask for another one."""
    TRY_LATER = "try_later"
    """The centre is busy, or too many codes were tried: the same code may still be good."""
    UNSENT_EVENTS = "unsent_events"
    """Events wait for the present centre; `PairingRefused.waiting` says how many."""
    DEMONSTRATION = "demonstration"
    """The till of a demonstration has members who do not exist."""
    OTHER_MERCHANT = "other_merchant"
    """This till's store belongs to another merchant, whose members are in it."""
    PROGRAMME_CLASH = "programme_clash"
    """This till has a programme of its own that is not the merchant's."""
    VISIT_OPEN = "visit_open"
    """A visit is in progress at this till: close it or let it go first."""
    STORE_FAULT = "store_fault"
    """This PC could not keep it: disk full, not writable."""
    UNEXPECTED = "unexpected"
    """Nobody foresaw it; the log has the details."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """The till is the centre's; it starts anew as such once the desk is left (`CentreLink.close`)."""

    standing: CentreStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRefused:
    """It is not; what it was before, it still is."""

    reason: PairingRefusal
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaired:
    """The till is alone from now on; it starts anew as such once the desk is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTold:
    """The standing changed."""

    standing: CentreStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingTold:
    """What waits; only what was recorded before it was asked for."""

    waiting: WaitingList


PairingOutcome = Paired | PairingRefused
LinkNews = StandingTold | WaitingTold | Paired | PairingRefused | Unpaired
TellLink = Callable[[LinkNews], None]


class CentreLink(Protocol):
    """The link of this till as a technician handles it: on the till's worker, and it returns at once."""

    def standing(self) -> CentreStanding:
        """As it is now; from any thread."""
        ...

    def open(self, tell: TellLink) -> None:
        """The desk is open: `StandingTold` follows now and with each change, until `close`."""
        ...

    def close(self) -> None:
        """The desk is left: tell nothing more. A till that was paired or unpaired meanwhile starts anew."""
        ...

    def list_waiting(self) -> None:
        """`WaitingTold` follows."""
        ...

    def try_now(self) -> None:
        """Somebody asks for it: the pause after a failure ends."""
        ...

    def pair(self, address: str, code: str, till_name: str) -> None:
        """Make the till the centre's. `Paired` or `PairingRefused` follows within `PAIRING_LIMIT_S`.

        Args:
            address: of the centre; may be empty for a scanned code that names it.
            code: as it was typed, in any case and grouping, or as it was scanned.
            till_name: as the office will see it.
        """
        ...

    def unpair(self) -> None:
        """Work alone from now on. `Unpaired` follows, or `PairingRefused` while events wait."""
        ...


class NoLink:
    """A till that nobody can pair: a session without a program around it, such as a benchmark's."""

    def standing(self) -> CentreStanding:
        """There is no centre."""
        return CentreStanding()

    def open(self, tell: TellLink) -> None:
        """There is nothing to tell."""

    def close(self) -> None:
        """Nothing was begun."""

    def list_waiting(self) -> None:
        """Nothing waits for anybody."""

    def try_now(self) -> None:
        """There is nobody to call."""

    def pair(self, address: str, code: str, till_name: str) -> None:
        """There is no store to keep it in."""

    def unpair(self) -> None:
        """There is no centre."""
