"""A bad line between a serving till and its centre: the counter never waits, and everything arrives once."""

import time
from pathlib import Path
from random import Random
from statistics import median

import pytest

from fidpos.sync.client import CONNECT_S
from fidpos.till.centre_link import LinkState
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.fault_proxy import Fault, FaultProxy
from tests.helpers.linked_till import LinkedTill, booked, pair_by_command

FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)
VISITS = 6
A_CLOSE_AT_MOST_S = CONNECT_S
"""Whoever waits for the line waits so long; one close may do so on a machine that does ten other things."""


def serve(till: LinkedTill) -> int:
    """Some visits of a member, as fast as it goes; returns the points that the member has."""
    member = till.enrol("Dupont")
    took_s = []
    for _ in range(VISITS):
        begun_s = time.monotonic()
        till.buy(member, 1_000)
        took_s.append(time.monotonic() - begun_s)
        till.link.try_now()
        till.work()
    assert median(took_s) < A_CLOSE_AT_MOST_S
    return till.points(member)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_happens_to_every_third_request_the_counter_serves_and_nothing_is_lost(
    centre: CentreProcess, network: Network, tmp_path: Path, fault: Fault
) -> None:
    turn = iter(range(1_000_000))
    is_bad = [False]
    root = tmp_path / "till"
    with FaultProxy(centre.port, lambda: fault if is_bad[0] and next(turn) % 3 == 1 else Fault.NONE) as proxy:
        assert pair_by_command(root, f"http://127.0.0.1:{proxy.port}", network, name="Till 1") == 0
        is_bad[0] = True
        with LinkedTill(root) as till:
            till.sign_in()
            points = serve(till)
            till.until(till.is_settled_by_asking)

    found = booked(network.place, network.merchant_id)
    assert (found.visits, found.points, found.quarantined) == (VISITS, points, 0)


def test_with_no_line_at_all_the_counter_serves_and_says_what_waits(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    line = [Fault.NONE]
    root = tmp_path / "till"
    with FaultProxy(centre.port, lambda: line[0]) as proxy:
        assert pair_by_command(root, f"http://127.0.0.1:{proxy.port}", network, name="Till 1") == 0
        line[0] = Fault.REQUEST_LOST
        with LinkedTill(root) as till:
            till.sign_in()
            points = serve(till)
            till.until(lambda: till.standing.state is LinkState.OFFLINE and till.standing.waiting >= VISITS)
            assert till.standing.waiting_since is not None
            line[0] = Fault.NONE
            till.until(till.is_settled_by_asking)

    found = booked(network.place, network.merchant_id)
    assert (found.visits, found.points, found.quarantined) == (VISITS, points, 0)


@pytest.mark.parametrize("seed", range(3))
def test_two_tills_on_a_line_that_does_everything_come_to_the_same(
    centre: CentreProcess, network: Network, tmp_path: Path, seed: int
) -> None:
    random, is_bad = Random(seed), [False]
    with FaultProxy(
        centre.port, lambda: random.choice((Fault.NONE, *FAULTS)) if is_bad[0] else Fault.NONE
    ) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        for name in ("first", "second"):
            assert pair_by_command(tmp_path / name, url, network, name=name) == 0
        is_bad[0] = True
        with LinkedTill(tmp_path / "first") as first, LinkedTill(tmp_path / "second") as second:
            first.sign_in()
            points = serve(first)
            (member,) = (hit.member_id for hit in first.store.find_members("Dupont", 1))
            first.until(first.is_settled_by_asking)
            second.until(lambda: second.is_settled_by_asking() and second.points(member) == points)

            assert first.points(member) == points == booked(network.place, network.merchant_id).points
