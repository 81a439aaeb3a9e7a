"""Each domain value becomes a row of its table and comes back the same."""

from collections.abc import Iterable
from datetime import UTC, date
from string import ascii_letters, digits
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Table

from fidpos.domain.card import Card, CardStatus, CardToken, Medium, TokenKind
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.ledger import Lot
from fidpos.domain.member import Member, MemberStatus, Profile, Relation, Relative, TierStanding
from fidpos.domain.money import Currency, Money
from fidpos.localdb import tables
from fidpos.localdb.mapping import Values
from fidpos.localdb.mapping.ledger import (
    DAY_COLUMNS,
    LOT_COLUMNS,
    day_from_row,
    day_row,
    lot_from_row,
    lot_row,
)
from fidpos.localdb.mapping.people import (
    CARD_COLUMNS,
    MEMBER_COLUMNS,
    RELATIVE_COLUMNS,
    card_from_row,
    card_row,
    member_from_row,
    member_row,
    relative_rows,
    tier_from_row,
    tier_row,
)
from fidpos.localdb.mapping.states import visit_state_row
from fidpos.localdb.mapping.visits import past_visit_from_row
from fidpos.rules.past import DayAggregate
from fidpos.till.ports import PastVisit
from fidpos.wire.sync.pull import VisitState

DAYS = st.dates(min_value=date(1900, 1, 1))
INSTANTS = st.datetimes(timezones=st.just(UTC))
NUMBERS = st.integers(-(2**62), 2**62)
TEXTS = st.text(max_size=30)
CODES = st.text(ascii_letters + digits, min_size=1, max_size=64)
DAY_MONTHS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda d: DayMonth(day=d.day, month=d.month))
RELATIVES = st.builds(
    Relative,
    id=st.uuids(),
    relation=st.sampled_from(Relation),
    given_name=TEXTS,
    birthday=st.none() | DAY_MONTHS,
    birthday_changed_on=st.none() | DAYS,
)
PROFILES = st.builds(
    Profile,
    given_name=TEXTS,
    family_name=TEXTS,
    phone=st.just("") | st.from_regex(r"\A\+[0-9]{5,15}\Z"),
    birthday=st.none() | DAY_MONTHS,
    birthday_changed_on=st.none() | DAYS,
    birth_year=st.none() | st.integers(1900, 2026),
    language=TEXTS,
    household=st.lists(RELATIVES, max_size=3).map(tuple),
)
TIERS = st.builds(TierStanding, code=CODES, since=DAYS, until=st.none() | DAYS)
MEMBERS = st.builds(
    Member,
    id=st.uuids(),
    account_id=st.uuids(),
    number=TEXTS,
    profile=PROFILES,
    status=st.sampled_from([status for status in MemberStatus if status is not MemberStatus.MERGED]),
    tier=st.none() | TIERS,
    labels=st.frozensets(TEXTS, max_size=3),
    enrolled_on=DAYS,
)
CARDS = st.builds(
    Card,
    id=st.uuids(),
    token=st.builds(CardToken, st.sampled_from(TokenKind), CODES),
    medium=st.sampled_from(Medium),
    member_id=st.uuids(),
    holder_id=st.none() | st.uuids(),
    status=st.sampled_from(CardStatus),
    linked_at=INSTANTS,
)
LOTS = st.builds(
    Lot,
    id=st.uuids(),
    account_id=st.uuids(),
    counter=CODES,
    entry_id=st.uuids(),
    earned=NUMBERS,
    remaining=NUMBERS,
    earned_on=DAYS,
    expires_on=st.none() | DAYS,
)
AGGREGATES = st.builds(
    DayAggregate,
    day=DAYS,
    visits=NUMBERS,
    revenue_minor=NUMBERS,
    points_earned=NUMBERS,
    scope=TEXTS,
)
MONEY = st.builds(Money, NUMBERS, st.just(Currency.of("CHF")))
PAST_VISITS = st.builds(
    PastVisit,
    id=st.uuids(),
    closed_at=INSTANTS,
    business_day=DAYS,
    amount=MONEY,
    discount=MONEY,
    points=NUMBERS,
    voided=st.booleans(),
)


def columns_of(table: Table, row: Values, wanted: Iterable[Column[Any]]) -> tuple[Any, ...]:
    by_name = dict(zip(table.c.keys(), row, strict=True))
    return tuple(by_name[column.name] for column in wanted)


@given(MEMBERS)
def test_a_member_with_the_household(member: Member) -> None:
    row = columns_of(tables.members, member_row(member), MEMBER_COLUMNS)
    household = [columns_of(tables.relatives, one, RELATIVE_COLUMNS) for one in relative_rows(member)]

    assert member_from_row(row, household) == member


@given(CARDS)
def test_a_card(card: Card) -> None:
    assert card_from_row(columns_of(tables.cards, card_row(card), CARD_COLUMNS)) == card


@given(st.uuids().map(MemberId), TIERS, st.none() | st.uuids().map(VisitId))
def test_a_standing(member_id: MemberId, tier: TierStanding, visit_id: VisitId | None) -> None:
    wanted = (tables.tier_history.c.tier, tables.tier_history.c.since, tables.tier_history.c.until)
    row = columns_of(tables.tier_history, tier_row(member_id, 0, tier, visit_id), wanted)

    assert tier_from_row(row) == tier


@given(LOTS)
def test_a_lot(lot: Lot) -> None:
    assert lot_from_row(columns_of(tables.lots, lot_row(lot), LOT_COLUMNS)) == lot


@given(st.uuids().map(MemberId), AGGREGATES)
def test_an_aggregate(member_id: MemberId, day: DayAggregate) -> None:
    assert day_from_row(columns_of(tables.day_aggregates, day_row(member_id, day), DAY_COLUMNS)) == day


@given(st.uuids().map(MemberId), PAST_VISITS)
def test_a_visit_of_the_past(member_id: MemberId, past: PastVisit) -> None:
    state = VisitState(
        id=past.id,
        closed_at=past.closed_at,
        business_day=past.business_day,
        currency=past.amount.currency.code,
        amount_minor=past.amount.minor,
        discount_minor=past.discount.minor,
        points=past.points,
        voided=past.voided,
    )

    row = visit_state_row(member_id, state)

    assert past_visit_from_row((row[0], *row[2:-1], int(past.voided), int(past.refunded))) == past
