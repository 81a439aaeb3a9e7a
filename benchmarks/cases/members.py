"""Members by the million, quickly: plain ones with a household, cards, a pot of points and some history."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from fidpos.domain.card import Card, CardToken, Medium, TokenKind
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import (
    AccountId,
    CardId,
    EntryId,
    LotId,
    MemberId,
    RelativeId,
    VisitId,
    uuid7,
)
from fidpos.domain.ledger import Lot
from fidpos.domain.member import Member, Profile, Relation, Relative, TierStanding
from fidpos.domain.money import EUR, Money
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.rules.past import DayAggregate
from fidpos.till.ports import PastVisit

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)

_GIVEN = ("Marie", "Jean", "Léa", "Hugo", "Inès", "Noé", "Zoé", "Adam", "Jade", "Élise", "Yanis", "Rose")
_FAMILY = ("Mar", "Ber", "Dup", "Laf", "Ren", "Gui", "Per", "Rou", "Cha", "Mon", "Val", "Cor")
_ENDINGS = ("tin", "nard", "ont", "leur", "aud", "chet", "rin", "sel", "bert", "tier", "lin", "reau")


def token_of(number: int) -> CardToken:
    """The number on the first card of member `number`."""
    return CardToken(TokenKind.NUMBER, f"20471{number:08d}")


def members(count: int, *, visits: int = 5, seed: int = 11) -> Iterator[MemberSnapshot]:
    """`count` members, each with that many visits in the last months; the same ones for the same seed."""
    random = Random(seed)
    for number in range(count):
        yield _member(number, visits, random)


def _member(number: int, visits: int, random: Random) -> MemberSnapshot:
    def new_id(at: datetime = NOW) -> UUID:
        return uuid7(at, random.randbytes)

    enrolled_on = TODAY - timedelta(days=random.randrange(1, 2000))
    member_id, account_id = MemberId(new_id()), AccountId(new_id())
    household: tuple[Relative, ...] = ()
    if random.random() < 0.5:
        child = Relative(
            id=RelativeId(new_id()),
            relation=Relation.CHILD,
            given_name=random.choice(_GIVEN),
            birthday=DayMonth(day=random.randrange(1, 29), month=random.randrange(1, 13)),
        )
        household = (child, replace(child, id=RelativeId(new_id()), relation=Relation.SPOUSE))
    past = tuple(
        {visit.business_day: visit for visit in (_past(random, new_id) for _ in range(visits))}.values()
    )
    return MemberSnapshot(
        member=Member(
            id=member_id,
            account_id=account_id,
            number=f"{number:010d}",
            profile=Profile(
                given_name=random.choice(_GIVEN),
                family_name=random.choice(_FAMILY) + random.choice(_ENDINGS),
                phone=f"+336{number:08d}",
                birthday=DayMonth(day=random.randrange(1, 29), month=random.randrange(1, 13)),
                household=household,
            ),
            tier=TierStanding(code="bronze", since=enrolled_on),
            enrolled_on=enrolled_on,
        ),
        cards=(
            Card(
                id=CardId(new_id()),
                token=token_of(number),
                medium=Medium.CHIP,
                member_id=member_id,
                linked_at=NOW,
            ),
        ),
        lots=(
            Lot(
                id=LotId(new_id()),
                account_id=account_id,
                counter="points",
                entry_id=EntryId(new_id()),
                earned=1_000,
                remaining=1_000,
                earned_on=TODAY,
                expires_on=date(2028, 11, 30),
            ),
        ),
        days=tuple(_day(visit) for visit in past),
        visits=past,
        key=random.randbytes(32),
    )


def _past(random: Random, new_id: Callable[[datetime], UUID]) -> PastVisit:
    at = NOW - timedelta(days=random.randrange(1, 500), minutes=random.randrange(500))
    minor = random.randrange(300, 9_000)
    return PastVisit(
        id=VisitId(new_id(at)),
        closed_at=at,
        business_day=at.date(),
        amount=Money(minor, EUR),
        discount=Money(0, EUR),
        points=minor // 100,
        voided=False,
    )


def _day(visit: PastVisit) -> DayAggregate:
    return DayAggregate(
        day=visit.business_day, visits=1, revenue_minor=visit.amount.minor, points_earned=visit.points
    )
