"""The part of the technician's desk that is about the centre: how the link stands, what waits, the pairing.

Lives on the till's worker like the desk itself, which turns the pages and says what is to be said.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import assert_never

from fidpos.till.allowance import AllowanceStanding
from fidpos.till.centre_link import (
    CentreLink,
    CentreStanding,
    LinkNews,
    Paired,
    PairingRefused,
    StandingTold,
    TellLink,
    Unpaired,
    WaitingList,
    WaitingTold,
)
from fidpos.till.centre_words import refusal_words
from fidpos.till.technician import pairing as steps
from fidpos.till.technician.acts import BeginPairing, EnterLine, TryCentre, Unpair
from fidpos.till.technician.pairing import Pairing
from fidpos.till.technician.view import CentreView, Page, PairingStep, PairingView
from fidpos.till.view import Lamp, Message

CentreAct = BeginPairing | EnterLine | TryCentre | Unpair


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to be said that is no step of the pairing."""

    message: Message
    lamp: Lamp = Lamp.OK


@dataclass(slots=True, kw_only=True)
class _Known:
    """What was told, and the pairing that is under way; swept away when the desk is left."""

    standing: CentreStanding = field(default_factory=CentreStanding)
    waiting: WaitingList | None = None
    allowances: tuple[AllowanceStanding, ...] = ()
    pairing: Pairing | None = None
    is_asked: bool = False
    to_unpair: bool = False
    """The till works alone if it is asked once more."""
    is_another: bool = False
    """It was paired or unpaired since; what the link says is about the till it was before."""


class CentreDesk:
    """What the link told since the desk was opened, and what the technician asks of it.

    Args:
        link: to the centre.
        till_name: what this till is called now.
        allowances: how those stand that the centre gave; read when the page is turned to, and with what the
            link tells.
        audit: leaves a trace of what changed, as `settings` would.
    """

    def __init__(
        self,
        link: CentreLink,
        *,
        till_name: Callable[[], str],
        allowances: Callable[[], tuple[AllowanceStanding, ...]],
        audit: Callable[[str], object],
    ) -> None:
        self._link = link
        self._allowances = allowances
        self._till_name = till_name
        self._audit = audit
        self._known = _Known()

    @property
    def view(self) -> CentreView:
        """How the link stands."""
        known = self._known
        return CentreView(
            standing=known.standing,
            waiting=known.waiting,
            allowances=known.allowances,
            is_asked=known.is_asked,
        )

    @property
    def page(self) -> Page:
        """The pairing lies on top of how the link stands."""
        return Page.CENTRE if self._known.pairing is None else Page.PAIRING

    @property
    def pairing(self) -> PairingView | None:
        """The pairing, while its page lies there."""
        pairing = self._known.pairing
        return pairing.view if pairing is not None else None

    def open(self, tell: TellLink) -> None:
        """Somebody sits down."""
        self._known = _Known()
        self._link.open(tell)

    def close(self) -> None:
        """Sweep everything away."""
        self._known = _Known()
        self._link.close()

    def look(self) -> None:
        """What waits is asked anew."""
        self._known.allowances = self._allowances()
        self._link.list_waiting()

    def leave(self) -> None:
        """Another page is turned to: nothing of what was typed stays."""
        self._known.pairing, self._known.to_unpair = None, False

    def perform(self, act: CentreAct) -> Notice | None:
        """Do it; gives what is to be said of it."""
        known = self._known
        asked_before, known.to_unpair = known.to_unpair, False
        match act:
            case BeginPairing():
                return self._begin()
            case EnterLine(text):
                self._enter(text)
                return None
            case TryCentre():
                self._link.try_now()
                return Notice(message=Message(key="desk.centre.tried"))
            case Unpair():
                return self._unpair(asked_before=asked_before)
            case _:
                assert_never(act)

    def tick(self) -> bool:
        """About once a second: whether the link stands otherwise, or was heard, since it last told."""
        known, standing = self._known, self._link.standing()
        if known.is_another or standing == known.standing:
            return False
        known.standing, known.allowances = standing, self._allowances()
        return True

    def back(self) -> bool:
        """One step of the pairing back; False if there is none. An answer still comes all the same."""
        pairing = self._known.pairing
        if pairing is None:
            return False
        self._known.pairing = steps.back(pairing)
        return True

    def scan(self, code: str) -> Notice | None:
        """A pairing code was scanned: the pairing begins with it, or goes on."""
        notice = self._begin() if self._known.pairing is None else None
        if self._known.pairing is not None:
            self._known.pairing = steps.scan(self._known.pairing, code)
        return notice

    def hear(self, news: LinkNews) -> Notice | None:
        """What the link told; gives what is to be said of it outside of the pairing."""
        known = self._known
        match news:
            case StandingTold(standing=standing):
                if known.is_another:
                    return None
                if standing.waiting != known.standing.waiting:
                    self._link.list_waiting()
                known.standing, known.allowances = standing, self._allowances()
                return None
            case WaitingTold(waiting=waiting):
                known.waiting = waiting
                return None
            case Paired() | PairingRefused():
                return self._answered(news)
            case Unpaired():
                known.is_asked, known.waiting = False, None
                self._become(CentreStanding())
                self._audit("centre.unpaired")
                return Notice(message=Message(key="desk.centre.unpaired"))
            case _:
                assert_never(news)

    def _begin(self) -> Notice | None:
        known = self._known
        if known.is_asked:
            return Notice(message=Message(key="desk.centre.asked"), lamp=Lamp.BUSY)
        known.pairing = steps.begin(known.standing, self._till_name())
        return None

    def _enter(self, text: str) -> None:
        """After the last line the centre is asked."""
        known = self._known
        if known.pairing is None or known.pairing.step is PairingStep.ASKING:
            return
        known.pairing = asked = steps.enter(known.pairing, text)
        if asked.step is PairingStep.ASKING:
            known.is_asked = True
            self._link.pair(asked.address, asked.code, asked.till_name)

    def _unpair(self, *, asked_before: bool) -> Notice | None:
        known = self._known
        if not known.standing.is_paired or known.is_asked:
            return None
        if not asked_before:
            known.to_unpair = True
            return Notice(message=Message(key="desk.centre.unpair_again"), lamp=Lamp.WARNING)
        known.is_asked = True
        self._link.unpair()
        return None

    def _become(self, standing: CentreStanding) -> None:
        self._known.standing, self._known.allowances, self._known.is_another = standing, (), True

    def _answered(self, outcome: Paired | PairingRefused) -> Notice | None:
        """Where the pairing waits for it, it goes on; else it is said."""
        known = self._known
        known.is_asked = False
        awaited = known.pairing is not None and known.pairing.step is PairingStep.ASKING
        if known.pairing is not None:
            known.pairing = steps.hear(known.pairing, outcome)
        if isinstance(outcome, PairingRefused):
            words = refusal_words(outcome)
            return None if awaited else Notice(message=words.message, lamp=words.lamp)
        self._become(outcome.standing)
        self._audit("centre.paired")
        return None if awaited else Notice(message=Message(key="desk.centre.paired"))
