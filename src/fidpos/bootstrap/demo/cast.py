"""The members whom the demonstration's story needs, each with a fixed part.

They stand at the first positions of the shop's members. Their histories are as old as everybody's and end
yesterday, so that what the story shows (the tenth visit, a birthday this week) is true on any day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from random import Random

from fidpos.bootstrap.demo import membership, people
from fidpos.bootstrap.demo.earning import Earning
from fidpos.bootstrap.demo.history import HISTORY_DAYS, History, live_through, spend
from fidpos.bootstrap.demo.membership import HeldCard, NewMember
from fidpos.bootstrap.demo.rhythm import Purchase
from fidpos.domain.card import CardStatus, Medium
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import RelativeId, uuid7
from fidpos.domain.member import Channel, Profile, Relation, Relative
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.rules.past import LifetimeTotals
from fidpos.rules.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """Comes on these weekdays at that hour and spends these amounts in turn."""

    weekdays: frozenset[int]
    hour: time
    amounts_minor: tuple[int, ...]

    def purchases(self, first: date, last: date) -> Iterator[Purchase]:
        """Oldest first, both days included."""
        days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
        for count, day in enumerate(day for day in days if day.weekday() in self.weekdays):
            yield Purchase(day, self.hour, self.amounts_minor[count % len(self.amounts_minor)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the cast.

    Attributes:
        position: among the shop's members.
        birthday_in: days until the member's own birthday.
        relatives: each with the days until the birthday; the first one may carry a card.
        balance: what remains of the points.
        visits_end_in: last digit of the number of visits so far.
    """

    position: int
    given_name: str
    family_name: str
    cards: tuple[HeldCard, ...]
    birthday_in: int = 120
    relatives: tuple[tuple[Relation, str, int], ...] = ()
    enrolled_days_ago: int = 1_240
    routine: Routine | None = None
    balance: int = 0
    visits_end_in: int = 0

    @property
    def name(self) -> str:
        """As the screen shows it."""
        return f"{self.given_name} {self.family_name}"


def _relative_id(position: int, place: int) -> RelativeId:
    return RelativeId(uuid7(_BIRTH_OF_THE_CAST, Random(f"relative:{position}:{place}").randbytes))


_BIRTH_OF_THE_CAST = membership.local_instant(date(2024, 1, 2), time(9))
_WEDNESDAY, _FRIDAY, _SATURDAY = 2, 4, 5

REGULAR = Figure(
    position=0,
    given_name="Camille",
    family_name="Lefèvre",
    cards=(
        membership.chip_card(0),
        replace(membership.contactless_card(0), holder_id=_relative_id(0, 0)),
    ),
    relatives=((Relation.SPOUSE, "Julien", 200), (Relation.CHILD, "Zoé", 150), (Relation.CHILD, "Noah", 250)),
    routine=Routine(
        weekdays=frozenset({_WEDNESDAY, _SATURDAY}),
        hour=time(17, 40),
        amounts_minor=(1040, 1165, 980, 1220, 1095),
    ),
    balance=1_284,
    visits_end_in=9,
)
"""Gold, with a chip card; the next visit is a tenth one. Her husband carries a contactless card of hers."""

PARENT = Figure(
    position=1,
    given_name="Thomas",
    family_name="Girard",
    cards=(membership.contactless_card(1),),
    relatives=((Relation.CHILD, "Léa", 2), (Relation.CHILD, "Louis", 180)),
    routine=Routine(weekdays=frozenset({_FRIDAY}), hour=time(8, 5), amounts_minor=(1260, 1410, 1185)),
    balance=342,
    visits_end_in=4,
)
"""Silver, with a contactless card; his daughter's birthday is this week."""

SAVER = Figure(
    position=2,
    given_name="Aminata",
    family_name="Diallo",
    cards=(membership.printed_card(2),),
    relatives=((Relation.SPOUSE, "Ousmane", 90),),
    routine=Routine(weekdays=frozenset({_SATURDAY}), hour=time(9, 20), amounts_minor=(1130, 1345, 990, 1275)),
    balance=620,
    visits_end_in=2,
)
"""Silver, with a printed barcode; she has the points for a reward."""

BLOCKED = Figure(
    position=3,
    given_name="Hugo",
    family_name="Perrin",
    cards=(replace(membership.contactless_card(3), status=CardStatus.BLOCKED),),
    enrolled_days_ago=300,
    routine=Routine(weekdays=frozenset({_FRIDAY}), hour=time(12, 35), amounts_minor=(690, 745)),
    balance=88,
    visits_end_in=6,
)
"""His card is blocked."""

NEWCOMER = Figure(
    position=4,
    given_name="Inès",
    family_name="Favre",
    cards=(replace(membership.printed_card(4), medium=Medium.PHONE),),
    enrolled_days_ago=1,
)
"""Enrolled yesterday; shows the card on her phone for the first time."""

CAST = (REGULAR, PARENT, SAVER, BLOCKED, NEWCOMER)


def snapshots(today: date, programme: Programme, earning: Earning) -> Iterator[MemberSnapshot]:
    """The cast in its order, as of that day."""
    for figure in CAST:
        history = _history(figure, today, programme, earning)
        new = NewMember(
            number=figure.position,
            profile=_profile(figure, today),
            enrolled_on=_enrolled_on(figure, today),
            cards=figure.cards,
            history=history,
            before=_before(figure, len(history.days)),
            consents=(Channel.SMS, Channel.EMAIL),
        )
        yield membership.snapshot(new, programme.counters[0], Random(f"cast:{figure.position}"))


def _enrolled_on(figure: Figure, today: date) -> date:
    return today - timedelta(days=figure.enrolled_days_ago)


def _profile(figure: Figure, today: date) -> Profile:
    return Profile(
        given_name=figure.given_name,
        family_name=figure.family_name,
        phone=people.phone(figure.position),
        birthday=_day_in(figure.birthday_in, today),
        household=tuple(
            Relative(
                id=_relative_id(figure.position, place),
                relation=relation,
                given_name=given_name,
                birthday=_day_in(days, today),
            )
            for place, (relation, given_name, days) in enumerate(figure.relatives)
        ),
    )


def _history(figure: Figure, today: date, programme: Programme, earning: Earning) -> History:
    enrolled_on, yesterday = _enrolled_on(figure, today), today - timedelta(days=1)
    first = max(enrolled_on, today - timedelta(days=HISTORY_DAYS))
    purchases = figure.routine.purchases(first, yesterday) if figure.routine else ()
    history = live_through(purchases, programme, earning, enrolled_on=enrolled_on)
    pots = list(history.pots)
    spend(pots, history.balance - figure.balance)
    return replace(history, pots=tuple(pots))


def _before(figure: Figure, visits_since: int) -> LifetimeTotals:
    """Visits before the history, as few as make the sum end in the digit wanted."""
    if figure.routine is None:
        return membership.NOTHING
    visits = (figure.visits_end_in - visits_since) % 10
    amount_minor = figure.routine.amounts_minor[0]
    return LifetimeTotals(
        visits=visits, revenue_minor=visits * amount_minor, points_earned=visits * (amount_minor // 100)
    )


def _day_in(days: int, today: date) -> DayMonth:
    day = today + timedelta(days=days)
    return DayMonth(day=day.day, month=day.month)
