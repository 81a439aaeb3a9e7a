"""What the centre tells a replay: the same as the till that recorded it, and nothing of anybody else."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from psycopg import connect

from fidpos.bootstrap.simulation import simulate_on
from fidpos.bootstrap.visit_source import VisitSource
from fidpos.domain.clock import DayMonth, utc
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import ConsentId, MerchantId, RefundId
from fidpos.domain.member import Channel, Consent
from fidpos.domain.money import EUR, Money
from fidpos.localdb.store import LocalStore
from fidpos.localdb.visit_stream import open_visit_stream
from fidpos.rules.bounds import Bounds
from fidpos.rules.codec import programme_to_json
from fidpos.rules.conditions.age import Age
from fidpos.rules.conditions.consent import Consent as HasConsent
from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.engine import compile_programme
from fidpos.rules.programme import Programme, Rule
from fidpos.rules.replay.simulation import is_of_one_piece
from fidpos.rules.replay.stored import Part
from fidpos.server.db import past_visits
from fidpos.server.db.erasing import erase
from fidpos.server.db.past_visits import PastVisits, open_past_visits
from fidpos.server.db.store import PostgresCentre
from fidpos.server.ports import StaffRecord
from fidpos.server.register import NotRegistered
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from tests.helpers.busy_programme import TITLE, any_shopping, busy, without_common_limits
from tests.helpers.centre_office import MERCHANT, found_merchant, served, till_record
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import IDENTITY, INES
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_visits import PEOPLE, Life
from tests.helpers.postgres import CentreDatabase
from tests.helpers.real_store import KEY, new_store
from tests.helpers.store_events import Events
from tests.helpers.straight_line import push_all
from tests.helpers.two_merchants import be

SHOPPINGS = 40
TILL = till_record(IDENTITY.till_id, IDENTITY.shop_id)
INES_THERE = StaffRecord(id=INES.id, role=INES.role, shops=frozenset({IDENTITY.shop_id}))


@dataclass(slots=True, kw_only=True)
class Shop:
    """A till that works, and the centre that it tells."""

    life: Life
    store: LocalStore
    path: Path
    made: CentreDatabase
    centre: PostgresCentre

    def live(self, random: Random) -> None:
        """Somebody comes, and the centre hears of it."""
        self.life.live(any_shopping(random))
        self.tell()

    def tell(self) -> None:
        push_all(self.store, self.centre, self.life.clock)

    def refund(self, number: int, minor: int) -> None:
        """A part of a visit comes back."""
        life, events = self.life, Events(self.life.clock, seed=number)
        request = RefundRequest(id=RefundId(events.new_id()), amount=Money(minor, EUR), reason="broken")
        visit = recorded(life.store, life.closed[number].visit_id)
        assert isinstance(refund_visit(correction(life.store, events), visit, request), Refunded)


@pytest.fixture(params=[3, 7])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def shop(database: CentreDatabase, tmp_path: Path, seed: int) -> Iterator[Shop]:
    """Months of a till whose members enrolled at it, and everything of it at the centre."""
    random, clock = Random(seed), FakeClock(utc(2026, 11, 5, 8, 40))
    programme = _asking(replace(busy(random), version=2))
    store = new_store(tmp_path / "till.db", clock)
    store.put_programme(programme)
    events = Events(clock, seed)
    for number, one in enumerate(PEOPLE):
        profile = replace(one.member.profile, birthday=DayMonth(day=9, month=11), birth_year=2000 + number)
        member = replace(one.member, tier=None, labels=frozenset(), profile=profile)
        agreed = Consent(
            id=ConsentId(UUID(int=900 + number)),
            member_id=member.id,
            channel=Channel.SMS,
            granted=number % 2 == 0,
            wording="2026-1",
            at=clock.now(),
        )
        store.enrol(Enrolment(member=member, consents=(agreed,)), at=clock.now(), new_id=events.new_id)
    life = Life(store, programme, clock)
    for _ in range(SHOPPINGS):
        life.live(any_shopping(random))
    with served(database, clock) as centre:
        found_merchant(database, [TILL], [INES_THERE])
        _publish(database, programme)
        made = Shop(life=life, store=store, path=tmp_path / "till.db", made=database, centre=centre)
        made.tell()
        yield made
    store.close()


def _asking(programme: Programme) -> Programme:
    """Which also asks for the age and for a consent."""
    bonus = EarnFixed(counter="points", points=3)
    asked = (
        Rule(code=code, title=TITLE, phase=Phase.EARNING, when=when, effects=(bonus,))
        for code, when in (
            ("grown", Age(bounds=Bounds(at_least=24))),
            ("agreed", HasConsent(channels=(Channel.SMS,))),
        )
    )
    return replace(programme, rules=(*programme.rules, *asked))


def _publish(database: CentreDatabase, programme: Programme) -> None:
    with connect(database.app) as connection:
        be(connection, MERCHANT)
        connection.execute(
            "INSERT INTO programmes (merchant_id, version, body) VALUES (%s, %s, %s)",
            [MERCHANT, programme.version, programme_to_json(programme)],
        )


def visits_of(shop: Shop, merchant_id: MerchantId = MERCHANT) -> AbstractContextManager[PastVisits]:
    return open_past_visits(shop.made.app, merchant_id, shop.life.clock.now())


def told_by(source: VisitSource, draft: Programme) -> str:
    """What `programme simulate --json` says of it."""
    report = simulate_on(lambda: nullcontext(source), compile_programme(draft), None)
    return json.dumps(asdict(report), default=str, sort_keys=True)


def test_a_simulation_says_the_same_of_the_till_and_of_the_centre(shop: Shop) -> None:
    in_part, whole = [number for number in range(SHOPPINGS) if _is_standing(shop, number)][:2]
    shop.refund(in_part, shop.life.closed[in_part].amount_minor // 2)
    shop.refund(whole, shop.life.closed[whole].amount_minor)
    shop.tell()
    draft = replace(shop.life.programme, version=3, rules=shop.life.programme.rules[2:])

    with open_visit_stream(shop.path, KEY) as till:
        at_the_till = told_by(till, draft)
    with visits_of(shop) as centre:
        at_the_centre = told_by(centre, draft)

    assert at_the_till == at_the_centre
    told = json.loads(at_the_centre)
    assert told["visits"] + told["undone"] == SHOPPINGS
    assert told["undone"] == len(shop.life.undone) + 1 > 1
    assert told["refunded"] == 1
    assert {"grown", "agreed"} <= {rule["rule"] for rule in told["current"]["rules"] if rule["fired"]}


def _is_standing(shop: Shop, number: int) -> bool:
    event = shop.life.closed[number]
    return event.visit_id not in shop.life.undone and event.amount_minor > 1


def test_accounts_are_read_page_by_page(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with visits_of(shop) as centre:
        at_once = told_by(centre, shop.life.programme)
    monkeypatch.setattr(past_visits, "PAGE", 1)

    with visits_of(shop) as centre:
        assert told_by(centre, shop.life.programme) == at_once
        assert sum(len(account.visits) for account in centre.accounts()) == centre.count() == SHOPPINGS


@pytest.mark.parametrize("seed", [3], indirect=True)
def test_processes_that_share_the_accounts_come_to_the_same(shop: Shop) -> None:
    opened = partial(open_past_visits, shop.made.app, MERCHANT, shop.life.clock.now())
    draft = compile_programme(without_common_limits(shop.life.programme))
    with opened() as centre:
        parts = [
            [account.members.keys() for account in centre.accounts(Part(number, 2))] for number in (0, 1)
        ]
        whole = [account.members.keys() for account in centre.accounts()]

    alone, shared = (simulate_on(opened, draft, draft, processes=processes) for processes in (1, 2))
    assert shared == alone
    assert not is_of_one_piece(draft, draft)
    assert sorted(map(sorted, parts[0] + parts[1])) == sorted(map(sorted, whole))
    assert all(parts)


def test_what_a_till_sends_meanwhile_is_not_seen(shop: Shop, seed: int) -> None:
    with visits_of(shop) as centre:
        before = centre.count()
        shop.live(Random(seed))

        assert centre.count() == sum(len(account.visits) for account in centre.accounts()) == before

    with visits_of(shop) as centre:
        assert centre.count() == before + 1


def test_of_an_erased_member_the_visits_are_replayed_and_no_birthday_is_known(shop: Shop) -> None:
    member_id = shop.life.closed[0].member_id
    with connect(shop.made.app) as connection:
        be(connection, MERCHANT)
        assert erase(connection, member_id, shop.life.clock.now())

    with visits_of(shop) as centre:
        past = next(
            one for account in centre.accounts() for one in account.members.values() if one.id == member_id
        )
        day = shop.life.closed[0].business_day
        assert centre.count() == SHOPPINGS

    assert [each.person for each in past.anniversaries] == ["enrolment"]
    assert past.age(day) is None


def test_visits_of_who_was_merged_belong_to_who_remains(shop: Shop) -> None:
    gone, kept = (PEOPLE[number].member for number in (0, 1))
    with connect(shop.made.superuser) as connection:
        connection.execute(
            "UPDATE members SET merged_into = %s, status = 'merged' WHERE id = %s", [kept.id, gone.id]
        )

    with visits_of(shop) as centre:
        accounts = list(centre.accounts())

    assert sum(len(account.visits) for account in accounts) == SHOPPINGS
    (mine,) = [account for account in accounts if kept.id in account.members]
    expected = [each.visit_id for each in shop.life.closed if each.member_id in (gone.id, kept.id)]
    assert [visit.facts.id for visit in mine.visits] == expected
    assert {visit.member for visit in mine.visits} == {kept.id}


def test_the_programme_is_the_one_in_force_and_not_the_newest(shop: Shop) -> None:
    now = shop.life.clock.now()
    with connect(shop.made.app) as connection:
        be(connection, MERCHANT)
        for version, since in ((8, now - timedelta(days=1)), (9, now + timedelta(days=1))):
            body = programme_to_json(replace(shop.life.programme, version=version))
            connection.execute(
                "INSERT INTO programmes (merchant_id, version, body, since) VALUES (%s, %s, %s, %s)",
                [MERCHANT, version, body, since],
            )

    with visits_of(shop) as centre:
        assert centre.programme().version == 8


def test_nothing_of_another_merchant_is_seen(shop: Shop) -> None:
    with visits_of(shop, MerchantId(UUID(int=77))) as centre:
        assert (centre.count(), list(centre.accounts())) == (0, [])
        with pytest.raises(NotRegistered):
            centre.programme()


def test_a_visit_without_its_event_is_damage(shop: Shop) -> None:
    with connect(shop.made.superuser) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("DELETE FROM journal_rows WHERE event_id = %s", [shop.life.closed[3].id])

    with visits_of(shop) as centre, pytest.raises(StoreCorrupt):
        list(centre.accounts())


def test_no_name_and_no_number_is_in_what_a_simulation_says(shop: Shop) -> None:
    with visits_of(shop) as centre:
        said = told_by(centre, shop.life.programme)

    for one in PEOPLE:
        profile = one.member.profile
        for personal in (profile.given_name, profile.family_name, one.member.number, str(one.member.id)):
            assert personal not in said
