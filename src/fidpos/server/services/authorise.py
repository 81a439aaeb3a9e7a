"""Whether a till's events may have happened. Its signature proves the till, never who stood at it.

What a till makes out of nothing (points, vouchers, gift cards) counts against what it may make in a day, by
the day on which it comes to count at the centre: whoever holds a till's key cannot spread it over days that
he invents, nor gather what waits on one that is over. The excess is booked, since it may be true, and
cannot be spent until the office releases it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fidpos.domain.ids import StaffId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.staff import Role
from fidpos.rules.codec import effect_to_json
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.programme import Programme
from fidpos.server.ports import Offered, StaffRecord, TillRecord, Unit
from fidpos.server.reason import Reason
from fidpos.wire.day_events import DayClosed, DayOpened
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EntryBody,
    EpochStarted,
    Event,
    MemberEnrolled,
    StaffActed,
    VisitClosed,
    VisitRefunded,
    VisitUndone,
    VisitVoided,
    VoucherBody,
)
from fidpos.wire.gift_card_events import (
    GiftCardHeld,
    GiftCardIssued,
    GiftCardMailAsked,
    GiftCardMoved,
    GiftCardReleased,
    GiftCardStateChanged,
)
from fidpos.wire.member_events import JoiningAgreed, MemberProfileChanged, MemberStatusChanged
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.renamed import TillEvent

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead of the centre an event may lie; how far behind says nothing, since tills work offline."""

_OF_A_VISIT = frozenset({EntryKind.EARN, EntryKind.SPEND, EntryKind.PAY_DEBT})
_OF_ITS_UNDOING = frozenset({EntryKind.REVERSE, EntryKind.PAY_DEBT})
_AT_THE_COUNTER = frozenset({Role.CASHIER, Role.MANAGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to become of an event.

    Attributes:
        minted_minor: worth of what it makes out of nothing.
        held: none of that can be spent yet.
        flag: why the office is told, empty when there is no need.
        refused: why it is not applied at all, empty when it is.
    """

    minted_minor: int = 0
    held: bool = False
    flag: str = ""
    refused: str = ""


def authorise(unit: Unit, till: TillRecord, events: Sequence[Event], now: datetime) -> list[Verdict]:
    """A verdict on each event, in their order."""
    staff = unit.staff({person for event in events for person in answerable(event)})
    offered = _offered(unit, till, events, now)
    minted = unit.minted_minor(till.id)
    verdicts = []
    for event in events:
        verdict = _verdict(till, event, staff, offered, now)
        if verdict.minted_minor and not verdict.held:
            if minted + verdict.minted_minor > till.daily_limit_minor:
                verdict = replace(verdict, held=True, flag=verdict.flag or Reason.OVER_LIMIT)
            else:
                minted += verdict.minted_minor
        verdicts.append(verdict)
    return verdicts


def _offered(unit: Unit, till: TillRecord, events: Iterable[Event], now: datetime) -> Offered:
    versions = {event.programme_version for event in events if isinstance(event, VisitClosed)}
    return unit.offered(till.shop_id, sorted(versions), now) if versions else Offered(named={})


def _verdict(
    till: TillRecord,
    event: Event,
    staff: Mapping[StaffId, StaffRecord],
    offered: Offered,
    now: datetime,
) -> Verdict:
    if isinstance(event, TillEvent) and event.till_id != till.id:
        return Verdict(refused=Reason.OTHER_TILL)
    if isinstance(event, VisitClosed | VisitVoided | VisitRefunded) and not _is_by_the_rules(event):
        return Verdict(refused=Reason.CONTRADICTORY)
    minted, doubt = _minted(event, offered)
    doubt = doubt or _staff_doubt(till, event, staff)
    flag = doubt or (Reason.CLOCK_SKEW if event.at > now + CLOCK_TOLERANCE else "")
    gives = minted > 0 or (isinstance(event, VisitClosed) and bool(event.vouchers))
    return Verdict(minted_minor=minted, held=bool(doubt) and gives, flag=flag)


def _staff_doubt(till: TillRecord, event: Event, staff: Mapping[StaffId, StaffRecord]) -> str:
    for person in answerable(event):
        record = staff.get(person)
        if record is None:
            return Reason.UNKNOWN_STAFF
        if not _is_of_shop(till, record):
            return Reason.NOT_ALLOWED
        if record.role not in _AT_THE_COUNTER and not isinstance(event, StaffActed):
            return Reason.NOT_ALLOWED
    return ""


def may_serve(unit: Unit, till: TillRecord, staff_id: StaffId) -> bool:
    """Whether it is somebody who serves customers at the till; that they stand there, nobody can know."""
    person = unit.staff({staff_id}).get(staff_id)
    return person is not None and _is_of_shop(till, person) and person.role in _AT_THE_COUNTER


def may_approve(unit: Unit, till: TillRecord, staff_id: StaffId) -> bool:
    """Whether it is a manager of the till's own shop, by what the centre knows of its people."""
    person = unit.staff({staff_id}).get(staff_id)
    return person is not None and _is_of_shop(till, person) and person.role is Role.MANAGER


def _is_of_shop(till: TillRecord, person: StaffRecord) -> bool:
    return person.employed and till.shop_id in person.shops


def answerable(event: Event) -> Iterator[StaffId]:
    """Who answers for an event."""
    match event:
        case VisitClosed():
            yield event.opened_by
            yield event.closed_by
        case (
            VisitVoided()
            | VisitRefunded()
            | StaffActed()
            | MemberStatusChanged()
            | JoiningAgreed()
            | RefundAsked()
            | GiftCardIssued()
            | GiftCardMoved()
            | GiftCardHeld()
            | GiftCardStateChanged()
            | GiftCardMailAsked()
            | DayOpened()
            | DayClosed()
        ):
            yield event.staff_id
        case (
            MemberEnrolled()
            | CardLinked()
            | CardStatusChanged()
            | ConsentStated()
            | MemberProfileChanged()
            | GiftCardReleased()
        ):
            if event.staff_id is not None:
                yield event.staff_id
        case EpochStarted():
            """The till alone."""


def _minted(event: Event, offered: Offered) -> tuple[int, str]:
    """Worth of what an event makes out of nothing, and why that worth is in doubt."""
    match event:
        case VisitClosed():
            named = offered.named.get(event.programme_version)
            if named is None:
                worth = sum(entry.amount for entry in event.entries if entry.amount > 0)
                return worth, Reason.UNKNOWN_PROGRAMME
            return _worth(event, named, offered.now or named)
        case GiftCardMoved():
            return sum(move.amount_minor for move in event.moves if move.amount_minor > 0), ""
        case _:
            return 0, ""


def _worth(event: VisitClosed, named: Programme, now: Programme) -> tuple[int, str]:
    """What the points and vouchers of a visit are worth, by the programme that it names.

    No less than by the one in force: a till that names an old one, in which things were worth less, does not
    make more of them.
    """
    units = [{counter.code: counter.worth_minor for counter in one.counters} for one in (named, now)]
    earned = sum(
        entry.amount * max(worth.get(entry.counter, 1) for worth in units)
        for entry in event.entries
        if entry.amount > 0
    )
    given = [(_given(named, voucher), _given(now, voucher)) for voucher in event.vouchers]
    total = earned + sum(
        max((_worth_of(one) for one in each if one is not None), default=0) for each in given
    )
    return total, Reason.NOT_GIVEN if any(by_named is None for by_named, _ in given) else ""


def _worth_of(voucher: Voucher) -> int:
    """What the programme says of it, but no less than the amount that it takes off."""
    effect = voucher.effect
    return max(voucher.worth_minor, effect.amount_minor if isinstance(effect, AmountOff) else 0)


def _is_by_the_rules(event: VisitClosed | VisitUndone) -> bool:
    """Whether its entries move points as the programs of tills do: earning opens a lot, nothing else does."""
    kinds = _OF_A_VISIT if isinstance(event, VisitClosed) else _OF_ITS_UNDOING
    return all(entry.kind in kinds and _is_as_its_kind(entry) for entry in event.entries)


def _is_as_its_kind(entry: EntryBody) -> bool:
    if entry.kind is EntryKind.EARN:
        return entry.lot is not None and not entry.taken
    takes_only = all(taken.amount > 0 for taken in entry.taken)
    return entry.lot is None and (takes_only or entry.kind is not EntryKind.SPEND)


def _given(programme: Programme, voucher: VoucherBody) -> Voucher | None:
    """The effect of the programme that gives this voucher; None when no rule of it does."""
    rules = (effect for rule in programme.rules if rule.code == voucher.source for effect in rule.effects)
    rewards = (reward.effect for reward in programme.rewards if reward.code == voucher.source)
    raw = bytes(voucher.effect)
    for effect in (*rules, *rewards):
        if isinstance(effect, Voucher) and effect_to_json(effect.effect) == raw:
            return effect
    return None
