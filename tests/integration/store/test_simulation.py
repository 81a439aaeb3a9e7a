"""What a till's store tells a replay: under the programme in force, every visit gives again what it gave."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest

from benchmarks.cases.members import members
from fidpos.bootstrap.simulation import simulate_on
from fidpos.domain.basket import BasketLine
from fidpos.domain.ids import RefundId
from fidpos.domain.money import EUR, Money
from fidpos.localdb.bulk import load_members
from fidpos.localdb.visit_stream import open_visit_stream
from fidpos.rules.engine import compile_programme
from fidpos.rules.replay.account import AccountReplay, stage
from fidpos.rules.replay.simulation import is_of_one_piece
from fidpos.rules.replay.stored import Part, StoredVisit
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from tests.helpers.busy_programme import any_shopping, busy, without_common_limits
from tests.helpers.corrections import correction, recorded
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_visits import PEOPLE, Life, Shopping
from tests.helpers.real_store import KEY, new_store
from tests.helpers.store_events import Events

A_PURCHASE = Shopping(after_s=60, member=0, lines=(BasketLine(amount_minor=1_000),))


@pytest.fixture(params=[3, 7, 11])
def life(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Life]:
    """Months of a till on disk; Bérénice and Malo come with points, Zoé and Théo share an account."""
    random = Random(request.param)
    store = new_store(tmp_path / "till.db", None, *PEOPLE)
    programme = replace(busy(random), version=2)
    store.put_programme(programme)
    made = Life(store, programme)
    for _ in range(45):
        made.live(any_shopping(random))
    yield made
    store.close()


def test_every_visit_gives_again_what_it_gave(life: Life, tmp_path: Path) -> None:
    stands = stage(compile_programme(life.programme), explained=True)
    order = {event.visit_id: number for number, event in enumerate(life.closed)}
    with open_visit_stream(tmp_path / "till.db", KEY) as stream:
        steps = sorted(
            (
                (order[visit.facts.id], visit, replay)
                for account in stream.accounts()
                for replay in [AccountReplay(stands, account)]
                for visit in account.visits
                if not visit.undone
            ),
            key=lambda step: step[0],
        )

    again = {visit.facts.id: replay.visit(visit).evaluation for _, visit, replay in steps}

    assert again.keys() == life.said.keys() - life.undone
    for visit_id, evaluation in again.items():
        assert replace(evaluation, offers=()) == replace(life.said[visit_id], offers=())


def test_a_programme_beside_itself_costs_the_same_and_is_what_was_recorded(
    life: Life, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    report = simulate_on(
        partial(open_visit_stream, tmp_path / "till.db", KEY),
        compile_programme(life.programme),
        None,
        progress=lambda *at: told.append(at),
    )

    really = [life.said[event.visit_id] for event in life.closed if event.visit_id not in life.undone]
    assert report.draft == report.current
    assert (report.visits, report.undone) == (len(really), len(life.undone))
    assert report.recorded_discount_minor == sum(each.discount_minor for each in really)
    assert report.draft.cost.discounts_minor + report.draft.cost.redeemed_minor == sum(
        each.discount_minor for each in really
    )
    assert [(each.earned, each.spent) for each in report.draft.counters] == [
        (sum(one.earned_on(code) for one in really), sum(one.spent_on(code) for one in really))
        for code in ("points", "stamps")
    ]
    assert told[-1] == (45, 45)


@pytest.mark.parametrize("life", [7], indirect=True)
def test_several_processes_come_to_the_same_as_one(life: Life, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    till = partial(open_visit_stream, tmp_path / "till.db", KEY)
    current = compile_programme(without_common_limits(life.programme))
    draft = compile_programme(without_common_limits(busy(Random(1))))

    alone = simulate_on(till, draft, current, processes=1)
    shared = simulate_on(till, draft, current, processes=2, progress=lambda *at: told.append(at))

    assert shared == alone
    assert not is_of_one_piece(draft, current)
    assert alone.visits > 0
    assert told[-1] == (45, 45)


def test_each_account_is_in_one_part(life: Life, tmp_path: Path) -> None:
    with open_visit_stream(tmp_path / "till.db", KEY) as stream:
        parts = [list(stream.accounts(Part(number, 3))) for number in range(3)]
        whole = [account.members.keys() for account in stream.accounts()]

    found = [account.members.keys() for part in parts for account in part]
    assert sorted(map(sorted, found)) == sorted(map(sorted, whole))
    assert sum(map(bool, parts)) > 1


def test_visits_of_a_snapshot_are_replayed_by_their_amounts_and_not_counted_twice(tmp_path: Path) -> None:
    store = new_store(tmp_path / "till.db")
    snapshots = list(members(6, visits=5))
    load_members(store.database, snapshots)
    with open_visit_stream(tmp_path / "till.db", KEY) as stream:
        accounts = list(stream.accounts())
    store.close()

    assert len(accounts) == len(snapshots)
    for account in accounts:
        (past,) = account.members.values()
        snapshot = next(one for one in snapshots if one.member.id == past.id)
        assert sorted(visit.facts.amount_minor for visit in account.visits) == sorted(
            visit.amount.minor for visit in snapshot.visits
        )
        assert (past.days, past.lifetime) == ((), ())


@pytest.mark.parametrize(("back_minor", "undone"), [(600, False), (1_000, True)])
def test_a_refund_in_part_counts_as_bought_and_a_whole_one_as_undone(
    tmp_path: Path, clock: FakeClock, events: Events, back_minor: int, undone: bool
) -> None:
    store = new_store(tmp_path / "till.db", clock, *PEOPLE)
    life = Life(store, store.programme(), clock)
    life.live(A_PURCHASE)
    event = life.closed[0]
    request = RefundRequest(id=RefundId(events.new_id()), amount=Money(back_minor, EUR), reason="broken")
    done = refund_visit(correction(store, events), recorded(store, event.visit_id), request)
    assert isinstance(done, Refunded)

    visit = only_visit(tmp_path / "till.db")

    assert (visit.facts.id, visit.undone, visit.refunded_minor) == (event.visit_id, undone, back_minor)
    store.close()


def test_what_is_recorded_meanwhile_is_not_seen(tmp_path: Path, clock: FakeClock) -> None:
    store = new_store(tmp_path / "till.db", clock, *PEOPLE)
    life = Life(store, store.programme(), clock)
    life.live(A_PURCHASE)
    with open_visit_stream(tmp_path / "till.db", KEY) as stream:
        before = stream.count()
        life.live(A_PURCHASE)

        assert before == stream.count() == sum(len(account.visits) for account in stream.accounts()) == 1
    store.close()


def only_visit(path: Path) -> StoredVisit:
    with open_visit_stream(path, KEY) as stream:
        (account,) = stream.accounts()
    (visit,) = account.visits
    return visit
