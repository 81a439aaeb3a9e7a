"""The crowd: the same for the same seed, whole in itself, and nobody's double."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

import pytest

from fidpos.bootstrap.demo.crowd import NEIGHBOURS, Crowd
from fidpos.bootstrap.demo.earning import Earning
from fidpos.domain.card import CardStatus, Medium, TokenKind
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.readers.own_number import NumberLayout, OwnNumber, parse
from fidpos.rules.programme import Programme

TODAY = date(2026, 11, 22)
LAYOUT = NumberLayout(merchant_code="4827")


@pytest.fixture(scope="module")
def crowd(programme: Programme, earning: Earning) -> Crowd:
    return Crowd(seed=1, first=5, count=1_200, today=TODAY, programme=programme, earning=earning)


@pytest.fixture(scope="module")
def members(crowd: Crowd) -> list[MemberSnapshot]:
    return list(crowd.snapshots())


def test_the_same_seed_gives_the_same_members(crowd: Crowd, members: list[MemberSnapshot]) -> None:
    assert list(crowd.snapshots()) == members


def test_another_seed_gives_others(crowd: Crowd, members: list[MemberSnapshot]) -> None:
    others = list(islice(replace(crowd, seed=2).snapshots(), 100))

    assert all(other != member for other, member in zip(others, members, strict=False))


def test_more_members_begin_with_the_same_ones(crowd: Crowd, members: list[MemberSnapshot]) -> None:
    more = islice(replace(crowd, count=900_000).snapshots(), len(members))

    assert list(more) == members


def test_no_id_number_or_card_is_given_twice(members: list[MemberSnapshot]) -> None:
    ids: list[UUID] = [each.member.id for each in members]
    for each in members:
        ids += (each.member.account_id, *(card.id for card in each.cards), *(lot.id for lot in each.lots))
        ids += (*(lot.entry_id for lot in each.lots), *(visit.id for visit in each.visits))
    tokens = [card.token for each in members for card in each.cards]
    numbers = [each.member.number for each in members]

    assert len(set(ids)) == len(ids)
    assert len(set(tokens)) == len(tokens)
    assert len(set(numbers)) == len(numbers)


def test_every_number_is_one_of_the_merchants_own(members: list[MemberSnapshot]) -> None:
    numbers = [each.member.number for each in members]
    numbers += [
        card.token.value for each in members for card in each.cards if card.token.kind is TokenKind.NUMBER
    ]

    assert all(isinstance(parse(number, LAYOUT), OwnNumber) for number in numbers)


def test_cards_are_of_every_kind_and_some_were_lost(members: list[MemberSnapshot]) -> None:
    cards = [card for each in members for card in each.cards]

    assert {card.medium for card in cards} == {Medium.BARCODE, Medium.CHIP, Medium.CONTACTLESS}
    assert {card.status for card in cards} == {CardStatus.ACTIVE, CardStatus.LOST}
    assert any(card.holder_id for card in cards)
    for each in members:
        relatives = {relative.id for relative in each.member.profile.household}
        assert any(card.status is CardStatus.ACTIVE for card in each.cards)
        assert {card.holder_id for card in each.cards if card.holder_id} <= relatives


def test_lots_hold_what_remains_and_none_has_expired(members: list[MemberSnapshot]) -> None:
    for each in members:
        for lot in each.lots:
            assert lot.remaining == lot.earned > 0
            assert not lot.is_expired(TODAY)


def test_lifetime_totals_are_at_least_the_days(members: list[MemberSnapshot]) -> None:
    for each in members:
        (lifetime,) = each.lifetime
        assert lifetime.visits >= sum(day.visits for day in each.days)
        assert lifetime.revenue_minor >= sum(day.revenue_minor for day in each.days)
        assert lifetime.points_earned >= sum(lot.remaining for lot in each.lots)


def test_visits_are_the_latest_days_newest_first(members: list[MemberSnapshot]) -> None:
    for each in members:
        days = [day.day for day in each.days]
        assert [visit.business_day for visit in each.visits] == days[::-1][: len(each.visits)]
        assert len(each.visits) == min(len(days), 12)
        ids = [visit.id for visit in each.visits]
        assert ids == sorted(ids, reverse=True)


def test_nobody_came_before_enrolling_or_after_yesterday(members: list[MemberSnapshot]) -> None:
    for each in members:
        enrolled_on = each.member.enrolled_on
        assert TODAY - timedelta(days=6 * 365) <= enrolled_on <= TODAY
        assert all(enrolled_on <= day.day < TODAY for day in each.days)


def test_every_tier_has_members(members: list[MemberSnapshot], programme: Programme) -> None:
    held = {each.member.tier.code for each in members if each.member.tier}

    assert held == {tier.code for tier in programme.tiers}


def test_members_of_other_shops_come_with_little(crowd: Crowd) -> None:
    far = replace(crowd, first=NEIGHBOURS, count=NEIGHBOURS + 300)

    for each in far.snapshots():
        assert len(each.visits) <= 2
        assert len(each.lots) <= 3
        assert len(each.days) < 40


def test_another_shop_gave_out_its_numbers_in_the_order_of_enrolment(crowd: Crowd) -> None:
    some = replace(crowd, first=NEIGHBOURS + 40_000, count=NEIGHBOURS + 40_300).snapshots()

    days = [each.member.enrolled_on for each in some]
    assert days == sorted(days)
    assert days[0] < days[-1]
