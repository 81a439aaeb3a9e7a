"""What every `TillStore` must do: the encrypted one on disk, and the one in memory for tests of the till."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from msgspec import structs

from fidpos.domain.basket import Basket, BasketLine
from fidpos.domain.card import Card, CardStatus, Medium, Trust
from fidpos.domain.clock import DayMonth
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.errors import InvalidValue, StoreCorrupt, StoreError
from fidpos.domain.ids import (
    AccountId,
    CardId,
    ConsentId,
    EntryId,
    EventId,
    LotId,
    MemberId,
    RedemptionId,
    RelativeId,
    StaffId,
    VisitId,
    VoucherId,
)
from fidpos.domain.ledger import Balance
from fidpos.domain.member import (
    Channel,
    Consent,
    Member,
    MemberStatus,
    PostalAddress,
    Profile,
    Relation,
    Relative,
    TierStanding,
)
from fidpos.domain.money import EUR, Money
from fidpos.domain.staff import PIN_TRIES_MAX
from fidpos.domain.visit import GiftPick, Presented, Redemption, SalesChannel, VisitDraft
from fidpos.domain.voucher_number import make as make_voucher
from fidpos.localdb.bulk import load_members
from fidpos.localdb.snapshot import MemberSnapshot, PriorUse
from fidpos.localdb.store import LocalStore
from fidpos.posting.voucher import held
from fidpos.rules.codec import effect_to_json
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.facts import OverallUse, VoucherHeld
from fidpos.rules.past import CountedVisit, DayAggregate, LastDay, LifetimeTotals, PastUse
from fidpos.rules.titles import Titles
from fidpos.till.ports import PastVisit, TillStore
from fidpos.vault.errors import SealBroken
from fidpos.vault.sealing import unseal
from fidpos.wire.events import (
    CardStatusChanged,
    CountBody,
    RuleUseBody,
    StaffActed,
    StaffActKind,
    Taken,
    TermBody,
    VisitClosed,
    VoucherBody,
    VoucherUseBody,
)
from tests.helpers import real_store
from tests.helpers.counter import (
    BERENICE,
    IDENTITY,
    INES,
    MALO,
    NOUR,
    PAUL,
    TAREK,
    ZOE,
    programme,
    snapshot,
    token,
)
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import CASHIER, Events

ALL = (BERENICE, MALO, NOUR, ZOE)
GOLD = TierStanding(code="gold", since=date(2026, 11, 20), until=date(2027, 11, 20))


@dataclass
class Shop:
    """A store under test, and what surrounds it."""

    store: LocalStore | MemoryStore
    load: Callable[..., object]
    events: Events
    clock: FakeClock

    @property
    def port(self) -> TillStore:
        """The store as the till sees it; mypy checks here that it fits."""
        return self.store

    def close_visit(self, member: Member, minor: int = 2_000, **more: object) -> VisitId:
        """Commit a visit and return its id."""
        self.clock.advance(60)
        event = self.events.closed(member, minor, **more)  # type: ignore[arg-type]
        self.store.commit(event)
        return event.visit_id

    def void(self, visit_id: VisitId) -> None:
        self.clock.advance(60)
        recorded = self.store.visit(visit_id)
        assert recorded is not None
        self.store.commit(self.events.voided(recorded))

    def points(self, member: Member, counter: str = "points") -> int:
        return sum(b.amount for b in self.store.balances(member.account_id) if b.counter == counter)


@pytest.fixture(params=["memory", "disk"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    clock = FakeClock()
    if request.param == "memory":
        memory = MemoryStore(IDENTITY, programme(), (INES, PAUL, TAREK))
        memory.load(*ALL)
        yield Shop(store=memory, load=memory.load, events=Events(clock), clock=clock)
        return
    disk = real_store.new_store(tmp_path / "till.db", clock, *ALL)
    yield Shop(
        store=disk,
        load=lambda *more: load_members(disk.database, more),
        events=Events(clock),
        clock=clock,
    )
    disk.close()


def test_it_says_who_it_is_and_what_is_in_force(shop: Shop) -> None:
    assert shop.port.identity() == IDENTITY
    assert shop.port.programme() == programme()


def test_the_highest_version_of_the_programme_is_in_force(shop: Shop) -> None:
    newer = replace(programme(), version=2, name="Winter")

    shop.store.put_programme(newer)

    assert shop.port.programme() == newer


def test_a_card_is_found_by_what_a_reader_saw_and_by_its_id(shop: Shop) -> None:
    card = BERENICE.cards[0]

    assert shop.port.card(card.token) == card
    assert shop.port.card_by_id(card.id) == card


def test_a_blocked_card_is_found_too(shop: Shop) -> None:
    card = shop.port.card(NOUR.cards[0].token)

    assert card is not None
    assert card.status is CardStatus.BLOCKED


def test_an_unknown_card_or_member_is_no_error(shop: Shop) -> None:
    assert shop.port.card(token("999")) is None
    assert shop.port.card_by_id(CardId(UUID(int=999))) is None
    assert shop.port.member(MemberId(UUID(int=999))) is None
    assert shop.port.visit(VisitId(UUID(int=999))) is None


def test_a_member_comes_with_profile_tier_and_household(shop: Shop) -> None:
    assert shop.port.member(BERENICE.member.id) == BERENICE.member
    assert shop.port.member(ZOE.member.id) == ZOE.member


def test_every_field_of_a_member_survives(shop: Shop) -> None:
    full = replace(
        snapshot(301, "Anaïs", card="2047110000555").member,
        profile=Profile(
            given_name="Anaïs",
            family_name="D'Œuvre-Lamy",
            phone="+32475123456",
            birthday=DayMonth(day=29, month=2),
            birthday_changed_on=date(2026, 5, 1),
            birth_year=1988,
            language="nl",
            household=(
                Relative(id=RelativeId(UUID(int=1)), relation=Relation.SPOUSE),
                Relative(
                    id=RelativeId(UUID(int=2)),
                    relation=Relation.CHILD,
                    given_name="Jo",
                    birthday=DayMonth(day=1, month=12),
                    birthday_changed_on=date(2026, 6, 2),
                ),
            ),
        ),
        status=MemberStatus.BLOCKED,
        tier=GOLD,
        labels=frozenset({"press", "wine, red"}),
    )

    shop.load(MemberSnapshot(member=full))

    assert shop.port.member(full.id) == full


def test_a_merged_member_leads_to_the_one_that_remains(shop: Shop) -> None:
    merged = replace(
        snapshot(302, "Bere", card="2047110000666").member,
        status=MemberStatus.MERGED,
        merged_into=BERENICE.member.id,
    )
    shop.load(MemberSnapshot(member=merged))
    visit_id = shop.close_visit(BERENICE.member)

    assert shop.port.member(merged.id) == BERENICE.member
    assert [hit.name for hit in shop.port.find_members("ber", 5)] == ["Bérénice Durand"]
    assert [past.id for past in shop.port.recent_visits(merged.id, 5)] == [visit_id]
    assert shop.port.lifetime(merged.id) == shop.port.lifetime(BERENICE.member.id)
    assert shop.port.day_aggregates(merged.id, date(2026, 1, 1)) != ()


def test_a_past_visit_says_what_moved_and_by_which_rule(shop: Shop) -> None:
    shop.close_visit(BERENICE.member, earned={"points": 20, "stamps": 1})

    (past,) = shop.port.recent_visits(BERENICE.member.id, 5)

    assert [(gain.counter, gain.amount) for gain in past.gains] == [("points", 20), ("stamps", 1)]
    assert all(gain.cause for gain in past.gains)
    assert past.programme_version == 1


def test_what_came_with_a_snapshot_can_be_read(shop: Shop) -> None:
    past = PastVisit(
        id=VisitId(shop.events.new_id()),
        closed_at=shop.clock.now() - timedelta(days=30),
        business_day=date(2026, 10, 21),
        amount=Money(4_200, EUR),
        discount=Money(200, EUR),
        points=40,
        voided=True,
    )
    days = (
        DayAggregate(day=date(2026, 10, 21), visits=1, revenue_minor=4_000, points_earned=40),
        DayAggregate(day=date(2026, 10, 21), points_earned=3, scope="counter:stamps"),
    )
    member = snapshot(303, "Iris", card="2047110000777", points=40)

    shop.load(
        replace(
            member,
            days=days,
            visits=(past,),
            uses=(PriorUse(rule="birthday", subject="x", count=1, last_on=date(2026, 3, 4)),),
        )
    )

    assert shop.port.balances(member.member.account_id) == (
        Balance(account_id=member.member.account_id, counter="points", amount=40),
    )
    assert shop.port.open_lots(member.member.account_id, "points") == member.lots
    assert shop.port.day_aggregates(member.member.id, date(2026, 10, 21)) == days
    assert shop.port.day_aggregates(member.member.id, date(2026, 10, 22)) == ()
    assert shop.port.lifetime(member.member.id) == (
        LifetimeTotals(visits=1, revenue_minor=4_000, points_earned=40),
        LifetimeTotals(points_earned=3, scope="counter:stamps"),
    )
    assert shop.port.recent_visits(member.member.id, 5) == (past,)
    assert shop.port.visit(past.id) is None
    (use,) = shop.port.rule_uses(member.member.id, date(2026, 11, 20))
    assert (use.rule, use.subject, use.total, use.this_year, use.today) == ("birthday", "x", 1, 1, 0)


def test_a_closed_visit_is_there_with_everything_that_follows(shop: Shop) -> None:
    member = BERENICE.member

    visit_id = shop.close_visit(member, 2_550, discount_minor=50, earned={"points": 25, "stamps": 1})

    recorded = shop.port.visit(visit_id)
    assert recorded is not None
    assert (recorded.amount, recorded.discount) == (Money(2_550, EUR), Money(50, EUR))
    assert (recorded.points, recorded.voided, recorded.redeemed) == (25, False, False)
    assert [entry.amount for entry in recorded.entries] == [25, 1]
    assert [lot.remaining for lot in recorded.lots] == [25, 1]
    assert shop.points(member) == 145
    assert shop.points(member, "stamps") == 1
    today = shop.events.today
    assert shop.port.day_aggregates(member.id, today) == (
        DayAggregate(day=today, visits=1, revenue_minor=2_500, points_earned=25),
        DayAggregate(day=today, points_earned=1, scope="counter:stamps"),
    )
    assert shop.port.lifetime(member.id) == (
        LifetimeTotals(visits=1, revenue_minor=2_500, points_earned=25),
        LifetimeTotals(points_earned=1, scope="counter:stamps"),
    )
    assert [past.id for past in shop.port.recent_visits(member.id, 5)] == [visit_id]
    assert shop.port.last_visit_id() == visit_id


def test_the_scopes_of_a_programme_are_counted_by_day_and_for_a_lifetime(shop: Shop) -> None:
    member, today = BERENICE.member, shop.events.today
    coffee = CountBody(scope="category:coffee", visits=1, revenue_minor=400, quantity=2_000)

    first = shop.close_visit(member, counts=(coffee,))
    shop.close_visit(member, counts=(coffee, CountBody(scope="basket", visits=1, quantity=1_500)))

    sums = [
        (d.scope, d.visits, d.revenue_minor, d.quantity) for d in shop.port.day_aggregates(member.id, today)
    ]
    assert sums[1:] == [("basket", 1, 0, 1_500), ("category:coffee", 2, 800, 4_000)]
    totals = {total.scope: (total.visits, total.quantity) for total in shop.port.lifetime(member.id)}
    assert totals["category:coffee"] == (2, 4_000)
    recorded = shop.port.visit(first)
    assert recorded is not None
    assert recorded.counts == (coffee,)


def test_undoing_a_visit_takes_its_counts_back(shop: Shop) -> None:
    member = BERENICE.member
    coffee = CountBody(scope="category:coffee", visits=1, revenue_minor=400, quantity=2_000)

    shop.void(shop.close_visit(member, counts=(coffee,)))

    assert shop.port.day_aggregates(member.id, shop.events.today) == ()
    assert shop.port.last_days(member.id, shop.events.today) == ()


def test_visits_are_read_one_by_one_where_days_are_too_coarse(shop: Shop) -> None:
    member, today = BERENICE.member, shop.events.today
    coffee = CountBody(scope="category:coffee", visits=1, quantity=1_000)
    shop.void(shop.close_visit(member, 900))
    shop.close_visit(member, 2_000, discount_minor=500, counts=(coffee,), earned={"points": 15, "stamps": 1})
    at = shop.clock.now()

    (visit,) = shop.port.counted_visits(member.id, today - timedelta(days=3), today)

    assert visit.at == at
    assert visit.sums == (
        DayAggregate(day=today, visits=1, revenue_minor=1_500, points_earned=15),
        DayAggregate(day=today, points_earned=1, scope="counter:stamps"),
        DayAggregate(day=today, visits=1, quantity=1_000, scope="category:coffee"),
    )
    assert shop.port.counted_visits(member.id, today - timedelta(days=3), today - timedelta(days=1)) == ()


def test_of_a_visit_that_came_with_a_snapshot_the_whole_is_known(shop: Shop) -> None:
    day = date(2026, 10, 21)
    past = PastVisit(
        id=VisitId(shop.events.new_id()),
        closed_at=shop.clock.now() - timedelta(days=30),
        business_day=day,
        amount=Money(4_200, EUR),
        discount=Money(200, EUR),
        points=40,
        voided=False,
    )
    member = snapshot(304, "Iris", card="2047110000888")

    shop.load(replace(member, visits=(past,)))

    assert shop.port.counted_visits(member.member.id, day, day) == (
        CountedVisit(
            at=past.closed_at,
            sums=(DayAggregate(day=day, visits=1, revenue_minor=4_000, points_earned=40),),
        ),
    )


def test_uses_are_read_one_by_one_until_they_are_released(shop: Shop) -> None:
    prior = PriorUse(rule="birthday", subject="x", count=2, last_on=date(2026, 3, 4))
    member = snapshot(305, "Iris", card="2047110000999")
    shop.load(replace(member, uses=(prior,)))
    shop.close_visit(member.member, uses=(RuleUseBody(rule="tenth"),))
    at = shop.clock.now()
    shop.void(shop.close_visit(member.member, uses=(RuleUseBody(rule="released"),)))

    assert shop.port.past_uses(member.member.id) == (
        PastUse(rule="birthday", day=date(2026, 3, 4), count=2),
        PastUse(rule="tenth", day=shop.events.today, at=at),
    )


def test_the_last_day_with_a_visit_is_known_for_each_scope(shop: Shop) -> None:
    member, today = BERENICE.member, shop.events.today
    shop.close_visit(member, counts=(CountBody(scope="category:coffee", visits=1),))
    shop.clock.advance(3 * 86_400)
    shop.close_visit(member, counts=(CountBody(scope="category:coffee", quantity=-1_000),))

    later = shop.events.today
    assert shop.port.last_days(member.id, later) == (
        LastDay(day=later),
        LastDay(day=today, scope="category:coffee"),
    )
    assert shop.port.last_days(member.id, later - timedelta(days=1)) == (
        LastDay(day=today),
        LastDay(day=today, scope="category:coffee"),
    )


def test_the_latest_word_on_each_channel_counts_and_a_withdrawal_beats_a_grant(shop: Shop) -> None:
    member = snapshot(306, "Iris", card="2047110001000")
    now = shop.clock.now()

    def word(channel: Channel, granted: bool, days_ago: int) -> Consent:
        return Consent(
            id=ConsentId(shop.events.new_id()),
            member_id=member.member.id,
            channel=channel,
            granted=granted,
            wording="2026-1",
            at=now - timedelta(days=days_ago),
        )

    words = (
        word(Channel.EMAIL, granted=False, days_ago=9),
        word(Channel.EMAIL, granted=True, days_ago=2),
        word(Channel.SMS, granted=True, days_ago=9),
        word(Channel.SMS, granted=False, days_ago=2),
        word(Channel.POST, granted=True, days_ago=2),
        word(Channel.POST, granted=False, days_ago=2),
    )

    shop.load(replace(member, consents=words))

    assert shop.port.consents(member.member.id) == {Channel.EMAIL}
    assert shop.port.consents(BERENICE.member.id) == frozenset()


def test_what_a_child_said_counts_where_a_parent_agreed(shop: Shop) -> None:
    member = snapshot(306, "Iris", card="2047110001000")
    child = replace(member.member.profile, birthday=DayMonth(day=1, month=3), birth_year=2014)

    def word(channel: Channel, parent: str) -> Consent:
        return Consent(
            id=ConsentId(shop.events.new_id()),
            member_id=member.member.id,
            channel=channel,
            granted=True,
            wording="2026-1",
            at=shop.clock.now(),
            parent=parent,
        )

    consents = (word(Channel.EMAIL, "Anna Petit"), word(Channel.SMS, ""))
    shop.load(replace(member, member=replace(member.member, profile=child), consents=consents))

    assert shop.port.consents(member.member.id) == {Channel.EMAIL}


def test_spending_takes_from_the_lots(shop: Shop) -> None:
    member = MALO.member
    lots = shop.port.open_lots(member.account_id, "points")

    visit_id = shop.close_visit(member, 3_000, spent=500, lots=lots)

    recorded = shop.port.visit(visit_id)
    assert recorded is not None
    assert recorded.redeemed
    assert [taken.amount for taken in recorded.allocations] == [500]
    assert [lot.remaining for lot in shop.port.open_lots(member.account_id, "points")] == [20, 30]
    assert shop.points(member) == 50


def test_what_was_spent_on_a_day_is_summed_and_what_was_undone_is_not(shop: Shop) -> None:
    member = MALO.member
    lots = shop.port.open_lots(member.account_id, "points")
    visit_id = shop.close_visit(member, 3_000, spent=500, lots=lots)
    recorded = shop.port.visit(visit_id)
    assert recorded is not None
    day = recorded.business_day

    (spent,) = shop.port.spent_on(member.account_id, day)
    assert (spent.counter, spent.amount) == ("points", 500)
    assert shop.port.spent_on(member.account_id, day - timedelta(days=1)) == ()

    shop.void(visit_id)
    assert [balance.amount for balance in shop.port.spent_on(member.account_id, day)] == [0]


def test_open_lots_come_first_to_expire_first_then_oldest_first(shop: Shop) -> None:
    account = BERENICE.member.account_id
    (lot,) = BERENICE.lots
    lots = tuple(
        replace(
            lot,
            id=LotId(UUID(int=number)),
            entry_id=EntryId(UUID(int=number)),
            expires_on=end,
            earned_on=day,
        )
        for number, end, day in (
            (9001, None, date(2026, 1, 1)),
            (9002, date(2027, 1, 1), date(2026, 5, 1)),
            (9003, date(2027, 1, 1), date(2026, 4, 1)),
        )
    )
    shop.load(
        MemberSnapshot(
            member=replace(snapshot(305, "Max", card="2047110000999").member, account_id=account),
            lots=lots,
        )
    )

    found = [lot.id.int for lot in shop.port.open_lots(account, "points")]

    assert found == [9003, 9002, BERENICE.lots[0].id.int, 9001]


def test_a_lot_that_is_used_up_is_not_open(shop: Shop) -> None:
    member = BERENICE.member

    shop.close_visit(member, earned={}, spent=120, lots=shop.port.open_lots(member.account_id, "points"))

    assert shop.port.open_lots(member.account_id, "points") == ()
    assert shop.points(member) == 0


def test_closing_a_visit_twice_changes_nothing(shop: Shop) -> None:
    visit_id = shop.close_visit(BERENICE.member)
    again = shop.events.closed(BERENICE.member, 9_900, visit_id=visit_id)

    shop.store.commit(again)

    recorded = shop.port.visit(visit_id)
    assert recorded is not None
    assert recorded.amount == Money(2_000, EUR)
    assert shop.points(BERENICE.member) == 140


def test_committing_an_event_twice_changes_nothing(shop: Shop) -> None:
    event = shop.events.closed(BERENICE.member)

    shop.store.commit(event)
    shop.store.commit(event)

    assert shop.points(BERENICE.member) == 140


def test_a_void_gives_everything_back(shop: Shop) -> None:
    member = MALO.member
    before = (
        shop.port.balances(member.account_id),
        shop.port.open_lots(member.account_id, "points"),
        shop.port.member(member.id),
    )
    visit_id = shop.close_visit(
        member,
        3_000,
        spent=500,
        lots=shop.port.open_lots(member.account_id, "points"),
        tier=GOLD,
        uses=(RuleUseBody(rule="birthday", subject="someone"),),
    )

    shop.void(visit_id)

    after = (
        shop.port.balances(member.account_id),
        shop.port.open_lots(member.account_id, "points"),
        shop.port.member(member.id),
    )
    assert after == before
    assert shop.port.rule_uses(member.id, shop.events.today) == ()
    assert shop.port.day_aggregates(member.id, date(2026, 1, 1)) == ()
    (past,) = shop.port.recent_visits(member.id, 5)
    assert past.voided
    assert shop.port.last_visit_id() == visit_id


def test_a_visit_is_voided_once(shop: Shop) -> None:
    visit_id = shop.close_visit(BERENICE.member)
    recorded = shop.port.visit(visit_id)
    assert recorded is not None
    shop.store.commit(shop.events.voided(recorded))

    shop.store.commit(shop.events.voided(recorded))

    assert shop.points(BERENICE.member) == 120


def test_points_that_were_spent_meanwhile_leave_a_debt_when_their_visit_is_voided(shop: Shop) -> None:
    member = ZOE.member
    first = shop.close_visit(member, 10_000)
    shop.close_visit(member, earned={}, spent=80, lots=shop.port.open_lots(member.account_id, "points"))

    shop.void(first)

    assert shop.points(member) == -80
    assert [lot.remaining for lot in shop.port.open_lots(member.account_id, "points")] == [-80]


def test_a_visit_that_changes_the_tier_remembers_the_one_before(shop: Shop) -> None:
    bronze = BERENICE.member.tier
    visit_id = shop.close_visit(BERENICE.member, tier=GOLD)

    recorded = shop.port.visit(visit_id)
    member = shop.port.member(BERENICE.member.id)

    assert member is not None
    assert member.tier == GOLD
    assert recorded is not None
    assert recorded.tier_back == bronze


def test_a_first_tier_is_taken_back_to_none(shop: Shop) -> None:
    newcomer = replace(snapshot(306, "Noa", card="2047110001001"), lots=())
    newcomer = replace(newcomer, member=replace(newcomer.member, tier=None))
    shop.load(newcomer)
    visit_id = shop.close_visit(newcomer.member, tier=GOLD)

    shop.void(visit_id)

    assert shop.port.member(newcomer.member.id) == newcomer.member


def test_rule_uses_are_counted_for_the_year_and_the_day(shop: Shop) -> None:
    use = (RuleUseBody(rule="birthday", subject="someone"),)
    shop.clock.wall = shop.clock.wall.replace(year=2025)
    shop.close_visit(BERENICE.member, uses=use)
    shop.clock.wall = shop.clock.wall.replace(year=2026, month=3)
    shop.close_visit(BERENICE.member, uses=use)
    shop.clock.wall = shop.clock.wall.replace(month=11)
    shop.close_visit(BERENICE.member, uses=(RuleUseBody(rule="birthday", subject="someone", count=2),))

    (counted,) = shop.port.rule_uses(BERENICE.member.id, shop.events.today)

    assert (counted.total, counted.this_year, counted.today) == (4, 3, 2)
    assert counted.last_on == shop.events.today


@pytest.mark.parametrize(
    ("day", "this_month", "this_week"),
    [
        (date(2026, 11, 1), 1, 0),
        (date(2026, 10, 31), 0, 0),
        (date(2026, 11, 16), 1, 1),
        (date(2026, 11, 15), 1, 0),
    ],
)
def test_rule_uses_are_counted_for_the_month_and_for_the_week_since_monday(
    shop: Shop, day: date, this_month: int, this_week: int
) -> None:
    """The last day of that week is Sunday, 22 November 2026."""
    now = shop.clock.wall
    shop.clock.wall = now.replace(year=day.year, month=day.month, day=day.day)
    shop.close_visit(BERENICE.member, uses=(RuleUseBody(rule="birthday"),))

    (counted,) = shop.port.rule_uses(BERENICE.member.id, date(2026, 11, 22))

    assert (counted.this_month, counted.this_week) == (this_month, this_week)


def test_uses_of_all_members_are_summed_and_released_ones_are_not(shop: Shop) -> None:
    use = (RuleUseBody(rule="first_hundred"),)
    shop.close_visit(BERENICE.member, uses=use)
    shop.close_visit(MALO.member, uses=(RuleUseBody(rule="first_hundred", count=2), RuleUseBody(rule="x")))
    shop.void(shop.close_visit(ZOE.member, uses=use))

    assert shop.port.overall_uses(["first_hundred", "never"]) == (
        OverallUse(rule="first_hundred", total=3),
        OverallUse(rule="never", total=0),
    )


def a_voucher(shop: Shop, until: date | None = None, from_: date = date(2026, 11, 22)) -> VoucherBody:
    effect = msgspec.Raw(effect_to_json(AmountOff(amount_minor=500)))
    return VoucherBody(
        id=VoucherId(shop.events.new_id()),
        source="thanks",
        title=Titles(fr="5 € de remise", en="€5 off"),
        effect=effect,
        valid_from=from_,
        valid_until=until,
    )


def give(shop: Shop, member: Member, *vouchers: VoucherBody) -> VisitId:
    return commit(shop, structs.replace(shop.events.closed(member), vouchers=vouchers))


def use(shop: Shop, member: Member, *vouchers: VoucherBody) -> VisitId:
    used = tuple(VoucherUseBody(id=voucher.id, granted_minor=500) for voucher in vouchers)
    return commit(shop, structs.replace(shop.events.closed(member), vouchers_used=used))


def commit(shop: Shop, event: VisitClosed) -> VisitId:
    shop.clock.advance(60)
    shop.store.commit(event)
    return event.visit_id


def vouchers_of(shop: Shop, member: Member) -> list[VoucherId]:
    return [voucher.id for voucher in shop.port.vouchers(member.id, shop.events.today)]


def test_a_voucher_is_held_as_it_was_given_by_its_member_alone(shop: Shop) -> None:
    voucher = a_voucher(shop, until=date(2027, 1, 22))
    give(shop, BERENICE.member, voucher)

    assert shop.port.vouchers(BERENICE.member.id, shop.events.today) == (
        VoucherHeld(
            id=voucher.id,
            source="thanks",
            title=Titles(fr="5 € de remise", en="€5 off"),
            effect=AmountOff(amount_minor=500),
            valid_from=date(2026, 11, 22),
            valid_until=date(2027, 1, 22),
        ),
    )
    assert vouchers_of(shop, MALO.member) == []


def test_vouchers_come_first_to_expire_first_and_those_past_their_day_not_at_all(shop: Shop) -> None:
    today = shop.events.today
    never, later, today_still, past = (
        a_voucher(shop, until=until)
        for until in (None, today + timedelta(days=9), today, today - timedelta(days=1))
    )
    give(shop, BERENICE.member, never, later, today_still, past)

    assert vouchers_of(shop, BERENICE.member) == [today_still.id, later.id, never.id]


def test_a_voucher_is_used_once(shop: Shop) -> None:
    voucher = a_voucher(shop)
    give(shop, BERENICE.member, voucher)
    use(shop, BERENICE.member, voucher)
    points = shop.points(BERENICE.member)

    with pytest.raises(StoreCorrupt):
        use(shop, BERENICE.member, voucher)

    assert vouchers_of(shop, BERENICE.member) == []
    assert shop.points(BERENICE.member) == points


def test_a_visit_that_used_a_voucher_counts_as_redeemed_and_gives_it_back_when_undone(shop: Shop) -> None:
    voucher = a_voucher(shop)
    give(shop, BERENICE.member, voucher)
    visit_id = use(shop, BERENICE.member, voucher)
    recorded = shop.port.visit(visit_id)

    shop.void(visit_id)

    assert recorded is not None
    assert (recorded.redeemed, recorded.vouchers_used) == (True, (voucher.id,))
    assert vouchers_of(shop, BERENICE.member) == [voucher.id]
    use(shop, BERENICE.member, voucher)


def test_a_voucher_is_withdrawn_with_the_visit_that_gave_it_whoever_used_it(shop: Shop) -> None:
    kept, used = a_voucher(shop), a_voucher(shop)
    visit_id = give(shop, BERENICE.member, kept, used)
    using = use(shop, BERENICE.member, used)

    shop.void(visit_id)

    assert vouchers_of(shop, BERENICE.member) == []
    shop.void(using)
    assert vouchers_of(shop, BERENICE.member) == []


def test_a_visit_prolongs_a_lot_and_its_undoing_shortens_it(shop: Shop) -> None:
    member = BERENICE.member
    (lot,) = shop.port.open_lots(member.account_id, "points")
    assert lot.expires_on is not None
    later, latest = lot.expires_on + timedelta(days=30), lot.expires_on + timedelta(days=60)
    first = prolonging(shop, member, TermBody(lot_id=lot.id, was=lot.expires_on, until=later))
    second = prolonging(shop, member, TermBody(lot_id=lot.id, was=later, until=latest))

    shop.void(first)
    assert expiry_of(shop, member, lot.id) == latest
    shop.void(second)
    assert expiry_of(shop, member, lot.id) == lot.expires_on


def prolonging(shop: Shop, member: Member, term: TermBody) -> VisitId:
    return commit(shop, structs.replace(shop.events.closed(member, earned={}), terms=(term,)))


def expiry_of(shop: Shop, member: Member, lot_id: LotId) -> date | None:
    return next(
        lot.expires_on for lot in shop.port.open_lots(member.account_id, "points") if lot.id == lot_id
    )


def test_a_lot_remembers_from_when_on_it_can_be_spent(shop: Shop) -> None:
    event = shop.events.closed(ZOE.member)
    (entry,) = event.entries
    assert entry.lot is not None
    pending = structs.replace(entry.lot, spendable_from=date(2026, 12, 1))
    commit(shop, structs.replace(event, entries=(structs.replace(entry, lot=pending),)))

    (lot,) = shop.port.open_lots(ZOE.member.account_id, "points")

    assert lot.spendable_from == date(2026, 12, 1)


def test_history_is_newest_first_and_bounded(shop: Shop) -> None:
    ids = [shop.close_visit(BERENICE.member) for _ in range(4)]

    found = [past.id for past in shop.port.recent_visits(BERENICE.member.id, 3)]

    assert found == [ids[3], ids[2], ids[1]]


def test_lines_of_a_basket_are_accepted(shop: Shop) -> None:
    lines = (
        BasketLine(amount_minor=1_500, article="A1", categories=("food", "bread"), labels=frozenset({"bio"})),
        BasketLine(amount_minor=500, discounted=True, earns=False, tax_rate_ppm=55_000),
    )

    visit_id = shop.close_visit(BERENICE.member, 2_000, lines=lines)

    assert shop.port.visit(visit_id) is not None


def test_the_usual_amount_needs_twenty_visits_that_count(shop: Shop) -> None:
    ids = [shop.close_visit(BERENICE.member, 1_000 + n) for n in range(20)]
    assert shop.port.usual_amount() == Money(1_009, EUR)

    shop.void(ids[0])

    assert shop.port.usual_amount() is None


def test_there_is_no_last_visit_at_first(shop: Shop) -> None:
    assert shop.port.last_visit_id() is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("durand", {"Bérénice Durand", "Malo Durand", "Nour Durand", "Zoé Durand"}),
        ("DURAND mal", {"Malo Durand"}),
        ("bere", {"Bérénice Durand"}),
        ("Zoe d", {"Zoé Durand"}),
        ("dur nou", {"Nour Durand"}),
        ("06 39 98 02 02", {"Malo Durand"}),
        ("+33 6 3998 0203", {"Nour Durand"}),
        ("06 39 98 02 0", set()),
        ("+33", set()),
        ("00", set()),
        ("2047110000024", {"Malo Durand"}),
        ("2047 1100 0002 4", {"Malo Durand"}),
        ("204711000002", set()),
        ("nobody", set()),
        ("  ", set()),
        ("%", set()),
    ],
)
def test_members_are_found_by_how_a_name_begins_or_by_a_whole_phone_or_card_number(
    shop: Shop, typed: str, found: set[str]
) -> None:
    assert {hit.name for hit in shop.port.find_members(typed, 10)} == found


def test_hits_are_ordered_masked_and_bounded(shop: Shop) -> None:
    shop.close_visit(MALO.member)

    first, second = shop.port.find_members("durand", 2)

    assert [first.name, second.name] == ["Bérénice Durand", "Malo Durand"]
    assert (second.masked_phone, second.tier_code) == ("•• •• •• 02", "bronze")
    assert second.last_visit_on == shop.events.today


def test_staff_are_listed_by_name_and_found_by_badge(shop: Shop) -> None:
    assert [one.name for one in shop.port.staff()] == ["Inès", "Paul", "Tarek"]
    assert shop.port.staff_by_badge("num:9900000000101") == INES
    assert shop.port.staff_by_badge("num:1") is None


def test_wrong_pins_are_counted_and_disable_at_the_bound(shop: Shop) -> None:
    counted = [shop.port.count_pin_failure(INES.id) for _ in range(PIN_TRIES_MAX)]

    assert [one.failures for one in counted] == list(range(1, PIN_TRIES_MAX + 1))
    assert [one.disabled for one in counted] == [False] * (PIN_TRIES_MAX - 1) + [True]


def test_a_right_pin_clears_the_count(shop: Shop) -> None:
    shop.port.count_pin_failure(INES.id)

    shop.port.clear_pin_failures(INES.id)

    assert shop.port.staff()[0] == INES


def test_clearing_the_count_brings_a_disabled_person_back(shop: Shop) -> None:
    for _ in range(PIN_TRIES_MAX):
        shop.port.count_pin_failure(INES.id)

    shop.port.clear_pin_failures(INES.id)

    assert shop.port.staff()[0] == INES


def test_a_changed_person_keeps_the_count(shop: Shop) -> None:
    shop.port.count_pin_failure(INES.id)

    shop.store.put_staff(replace(INES, name="Inès B."))

    assert shop.port.staff()[0] == replace(INES, name="Inès B.", failures=1)


def test_the_draft_is_what_was_kept_last(shop: Shop) -> None:
    draft = VisitDraft(id=VisitId(shop.events.new_id()), opened_at=shop.clock.now(), opened_by=CASHIER)
    full = replace(
        draft,
        presented=Presented(
            member_id=BERENICE.member.id,
            card_id=BERENICE.cards[0].id,
            medium=Medium.CHIP,
            trust=Trust.COPYABLE,
        ),
        basket=Basket.of_amount(Money(1_250, EUR)),
        redemptions=(
            Redemption(id=RedemptionId(shop.events.new_id()), reward="coffee", counter="points", cost=150),
        ),
        gift_picks=(GiftPick(source="drink", option="tea"),),
        channel=SalesChannel.COLLECT,
        codes=("AUTOMNE26", "voisins"),
        refused=("launch",),
        gift_card_minor=500,
    )
    assert shop.port.draft() is None

    shop.port.save_draft(draft)
    shop.port.save_draft(full)

    assert shop.port.draft() == full


def test_closing_a_visit_drops_the_draft(shop: Shop) -> None:
    visit_id = VisitId(shop.events.new_id())
    shop.port.save_draft(VisitDraft(id=visit_id, opened_at=shop.clock.now(), opened_by=CASHIER))

    shop.close_visit(BERENICE.member, visit_id=visit_id)

    assert shop.port.draft() is None


def test_a_draft_can_be_dropped(shop: Shop) -> None:
    shop.port.save_draft(
        VisitDraft(id=VisitId(shop.events.new_id()), opened_at=shop.clock.now(), opened_by=CASHIER)
    )

    shop.port.drop_draft()

    assert shop.port.draft() is None


def test_a_card_changes_its_status(shop: Shop) -> None:
    card = BERENICE.cards[0]

    shop.store.commit(
        CardStatusChanged(
            id=EventId(shop.events.new_id()),
            at=shop.clock.now(),
            card_id=card.id,
            member_id=card.member_id,
            status=CardStatus.LOST,
        )
    )

    assert shop.port.card(card.token) == replace(card, status=CardStatus.LOST)


def test_an_event_without_rows_is_accepted(shop: Shop) -> None:
    shop.store.commit(
        StaffActed(
            id=EventId(shop.events.new_id()),
            at=shop.clock.now(),
            staff_id=CASHIER,
            act=StaffActKind.SIGNED_IN,
        )
    )

    assert shop.port.last_visit_id() is None


def test_a_visit_of_nobody_is_refused_whole(shop: Shop) -> None:
    stranger = replace(BERENICE.member, id=MemberId(UUID(int=999)), account_id=AccountId(UUID(int=998)))
    event = shop.events.closed(stranger)

    with pytest.raises(StoreCorrupt):
        shop.store.commit(event)

    assert shop.port.visit(event.visit_id) is None
    assert shop.port.balances(stranger.account_id) == ()


def test_an_event_that_contradicts_itself_is_refused_whole(shop: Shop) -> None:
    event = shop.events.closed(BERENICE.member)
    lot = BERENICE.lots[0].id
    entries = tuple(structs.replace(entry, taken=(Taken(lot_id=lot, amount=5),)) for entry in event.entries)
    forged = structs.replace(event, entries=entries)

    with pytest.raises(InvalidValue):
        shop.store.commit(forged)

    assert shop.port.visit(event.visit_id) is None
    assert shop.points(BERENICE.member) == 120


def test_spending_from_a_lot_that_is_not_there_is_refused_whole(shop: Shop) -> None:
    (lot,) = shop.port.open_lots(BERENICE.member.account_id, "points")
    event = shop.events.closed(BERENICE.member, spent=10, lots=[replace(lot, id=LotId(UUID(int=999)))])

    with pytest.raises(StoreCorrupt):
        shop.store.commit(event)

    assert shop.port.visit(event.visit_id) is None
    assert shop.points(BERENICE.member) == 120


def test_voiding_a_visit_that_is_not_there_is_refused(shop: Shop) -> None:
    visit_id = shop.close_visit(BERENICE.member)
    recorded = shop.port.visit(visit_id)
    assert recorded is not None
    event = shop.events.voided(replace(recorded, id=VisitId(UUID(int=999))))

    with pytest.raises(StoreCorrupt):
        shop.store.commit(event)


def enrolment(shop: Shop) -> Enrolment:
    member = replace(snapshot(401, "Capucine", card="2047110001999").member, tier=None)
    return Enrolment(
        member=member,
        cards=(
            Card(
                id=CardId(UUID(int=8001)),
                token=token("2047110001999"),
                medium=Medium.BARCODE,
                member_id=member.id,
                linked_at=shop.clock.now(),
            ),
        ),
        consents=(
            Consent(
                id=ConsentId(UUID(int=8002)),
                member_id=member.id,
                channel=Channel.SMS,
                granted=True,
                wording="2026-1",
                at=shop.clock.now(),
                staff_id=CASHIER,
            ),
        ),
        staff_id=CASHIER,
    )


def test_an_enrolled_member_is_there_with_the_card(shop: Shop) -> None:
    new = enrolment(shop)

    shop.store.enrol(new, at=shop.clock.now(), new_id=shop.events.new_id)

    assert shop.port.member(new.member.id) == new.member
    assert shop.port.card(new.cards[0].token) == new.cards[0]
    assert [hit.name for hit in shop.port.find_members("capu", 5)] == ["Capucine Durand"]
    shop.close_visit(new.member)
    assert shop.points(new.member) == 20


def test_who_is_enrolled_twice_with_one_id_is_enrolled_once(shop: Shop) -> None:
    new = enrolment(shop)
    other_name = replace(new.member, profile=replace(new.member.profile, given_name="Zélie"))
    shop.store.enrol(new, at=shop.clock.now(), new_id=shop.events.new_id)

    shop.store.enrol(replace(new, member=other_name), at=shop.clock.now(), new_id=shop.events.new_id)

    assert shop.port.member(new.member.id) == new.member


def reached(shop: Shop) -> Enrolment:
    new = enrolment(shop)
    address = PostalAddress(street="3 rue des Lilas", postcode="69000", city="Lyon")
    profile = replace(new.member.profile, email="capucine@example.org", address=address)
    return replace(new, member=replace(new.member, profile=profile))


def test_a_member_is_found_by_the_whole_phone_or_the_whole_address(shop: Shop) -> None:
    new = reached(shop)
    phone = new.member.profile.phone
    shop.store.enrol(new, at=shop.clock.now(), new_id=shop.events.new_id)

    assert shop.port.member(new.member.id) == new.member
    assert [hit.member_id for hit in shop.store.members_reached_at(phone=phone)] == [new.member.id]
    assert [hit.member_id for hit in shop.store.members_reached_at(email="capucine@example.org")] == [
        new.member.id
    ]
    assert len(shop.store.members_reached_at(phone=phone, email="capucine@example.org")) == 1
    assert shop.store.members_reached_at(phone=phone[:-1], email="capucine@example.or") == ()
    assert shop.store.members_reached_at() == ()


def test_a_member_is_found_by_both_names_whatever_the_accents(shop: Shop) -> None:
    assert [hit.name for hit in shop.store.members_named("BERENICE", "durand")] == ["Bérénice Durand"]
    assert shop.store.members_named("Ber", "Durand") == ()
    assert shop.store.members_named("", "Durand") == ()
    assert shop.store.members_named("Bérénice", "") == ()


def test_who_was_erased_is_reached_nowhere(shop: Shop) -> None:
    new = reached(shop)
    shop.store.enrol(new, at=shop.clock.now(), new_id=shop.events.new_id)

    shop.store.erase(new.member.id)

    profile = new.member.profile
    assert shop.store.members_reached_at(phone=profile.phone, email=profile.email) == ()
    assert shop.store.members_named(profile.given_name, profile.family_name) == ()
    erased = shop.port.member(new.member.id)
    assert erased is not None
    assert (erased.profile.email, erased.profile.address) == ("", None)


def test_a_card_of_someone_else_is_not_given_away(shop: Shop) -> None:
    new = enrolment(shop)
    taken = replace(new.cards[0], token=BERENICE.cards[0].token)

    with pytest.raises(StoreCorrupt):
        shop.store.enrol(replace(new, cards=(taken,)), at=shop.clock.now(), new_id=shop.events.new_id)

    assert shop.port.member(new.member.id) is None


def test_what_is_sealed_opens_for_its_member_only(shop: Shop) -> None:
    shop.load(replace(snapshot(307, "Eve", card="2047110001777"), key=bytes(32)))
    eve, berenice = MemberId(UUID(int=307)), BERENICE.member.id

    sealed = shop.port.seal(eve, b"a birthday")

    assert b"birthday" not in sealed
    assert unseal(bytes(32), sealed, eve.bytes) == b"a birthday"
    with pytest.raises(SealBroken):
        unseal(bytes(32), sealed, berenice.bytes)


def test_an_erased_member_is_nobody_but_what_they_hold_stays(shop: Shop) -> None:
    member = BERENICE.member
    visit_id = shop.close_visit(member)

    shop.store.erase(member.id)

    erased = shop.port.member(member.id)
    assert erased is not None
    assert erased.profile == Profile(given_name="", family_name="")
    assert erased.status is MemberStatus.LEFT
    assert shop.port.card(BERENICE.cards[0].token) is None
    assert [hit.name for hit in shop.port.find_members("ber", 5)] == []
    assert shop.points(member) == 140
    assert shop.port.visit(visit_id) is not None


def test_an_erased_members_number_leads_to_nobody_and_is_free_again(shop: Shop) -> None:
    member = BERENICE.member

    shop.store.erase(member.id)

    erased = shop.port.member(member.id)
    assert erased is not None
    assert member.number not in erased.number
    shop.load(replace(snapshot(308, "Rose", card=member.number), key=bytes(32)))
    rose = shop.port.member(MemberId(UUID(int=308)))
    assert rose is not None
    assert rose.number == member.number


def test_a_merged_member_who_was_erased_is_nobody_and_leads_nowhere(shop: Shop) -> None:
    merged = replace(
        snapshot(302, "Bere", card="2047110000666").member,
        status=MemberStatus.MERGED,
        merged_into=BERENICE.member.id,
    )
    shop.load(MemberSnapshot(member=merged))

    shop.store.erase(merged.id)

    nobody = shop.port.member(merged.id)
    assert nobody is not None
    assert (nobody.id, nobody.status, nobody.merged_into) == (merged.id, MemberStatus.LEFT, None)


def test_nothing_is_sealed_any_more_for_who_was_erased_meanwhile(shop: Shop) -> None:
    shop.store.erase(BERENICE.member.id)

    with pytest.raises(StoreError) as refused:
        shop.port.seal(BERENICE.member.id, b"a birthday")

    assert type(refused.value) is StoreError


def test_who_is_not_there_cannot_be_erased(shop: Shop) -> None:
    with pytest.raises(InvalidValue):
        shop.store.erase(MemberId(UUID(int=999)))


def test_nobody_counts_for_staff_who_are_not_there(shop: Shop) -> None:
    with pytest.raises(InvalidValue):
        shop.port.count_pin_failure(StaffId(UUID(int=999)))


def test_vouchers_that_came_with_a_snapshot_are_used_and_given_back_like_others(shop: Shop) -> None:
    number = make_voucher(lambda n: bytes(range(n)))
    own = a_voucher(shop)
    bearer = structs.replace(a_voucher(shop), number_digest=number.digest, sealed_number=b"sealed")
    member = snapshot(307, "Iris", card="2047110001111")
    shop.load(replace(member, vouchers=(own, bearer)))
    store, day = shop.port, date(2026, 11, 22)

    assert store.vouchers(member.member.id, day) == (held(own),)
    assert store.voucher_by_number(number) == held(bearer)
    used_on = use(shop, member.member, own, bearer)
    assert store.vouchers(member.member.id, day) == ()
    assert store.voucher_by_number(number) is None
    shop.void(used_on)
    assert store.vouchers(member.member.id, day) == (held(own),)
    assert store.voucher_by_number(number) == held(bearer)


def test_a_voucher_that_the_centre_told_by_its_number_is_used_and_given_back_like_others(shop: Shop) -> None:
    number = make_voucher(lambda n: bytes(range(n)))
    bearer = structs.replace(a_voucher(shop), number_digest=number.digest, sealed_number=b"sealed")
    store = shop.port

    store.learn_voucher(bearer)
    store.learn_voucher(bearer)

    assert store.voucher_by_number(number) == held(bearer) == store.bearer_voucher(bearer.id)
    used_on = use(shop, BERENICE.member, bearer)
    assert store.voucher_by_number(number) is None
    shop.void(used_on)
    assert store.voucher_by_number(number) == held(bearer)


def test_what_the_centre_tells_of_a_voucher_changes_nothing_that_was_done_with_it_here(shop: Shop) -> None:
    number = make_voucher(lambda n: bytes(range(n)))
    bearer = structs.replace(a_voucher(shop), number_digest=number.digest, sealed_number=b"sealed")
    shop.port.learn_voucher(bearer)
    use(shop, BERENICE.member, bearer)

    shop.port.learn_voucher(bearer)
    shop.port.learn_voucher(structs.replace(bearer, id=VoucherId(shop.events.new_id())))

    assert shop.port.voucher_by_number(number) is None


def test_a_voucher_whose_effect_is_not_known_is_not_learnt(shop: Shop) -> None:
    number = make_voucher(lambda n: bytes(range(n)))
    unknown = msgspec.Raw(b'{"kind":"of_tomorrow"}')
    strange = structs.replace(a_voucher(shop), number_digest=number.digest, effect=unknown)

    with pytest.raises(InvalidValue):
        shop.port.learn_voucher(strange)

    assert shop.port.voucher_by_number(number) is None
