"""Real processes on a real PostgreSQL: what a till records the others have, whatever is killed meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from fidpos.domain.ids import MemberId
from fidpos.sync.ports import CentreAway, CentreRefused
from fidpos.wire.sync.pull import PULL_WAIT_MAX_S
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.centre_parent import wait_until
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.paired_till import PairedTill, at_work, pumping

SOONER_THAN_A_POLL_ENDS_S = PULL_WAIT_MAX_S - 5.0


def metric(centre: CentreProcess, name: str) -> float:
    lines = httpx.get(f"{centre.url}/metrics", timeout=60).text.splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} ")), 0.0)


def meet(here: PairedTill, there: PairedTill) -> MemberId:
    """A member enrols at the one till and buys at the other, so that both hold them."""
    here.counter.enrol(here.store)
    here.settle()
    member = next(iter(here.store.members))
    there.store.keys |= here.store.keys
    there.store.members |= here.store.members
    there.store.accounts |= here.store.accounts
    there.counter.buy(there.store, member)
    there.settle()
    here.hear(lambda: here.store.accounts == there.store.accounts)
    return member


def test_a_balance_earned_in_one_shop_shows_in_another_that_waits_for_it(
    centre: CentreProcess, network: Network
) -> None:
    with at_work(centre.url, network) as here, at_work(centre.url, network, "Paris", 2) as there:
        member = meet(here, there)
        with pumping(there):
            wait_until(lambda: metric(centre, "fidpos_sync_waiting") == 1.0)
            here.counter.buy(here.store, member)
            here.settle()
            wait_until(lambda: there.store.accounts == here.store.accounts, SOONER_THAN_A_POLL_ENDS_S)


def test_two_processes_on_one_database_tell_each_other(place: CentrePlace, network: Network) -> None:
    with ExitStack() as stack:
        one, other = (stack.enter_context(CentreProcess(place)) for _ in range(2))
        here = stack.enter_context(at_work(one.url, network))
        there = stack.enter_context(at_work(other.url, network, seed=2))
        stack.enter_context(pumping(there))
        wait_until(lambda: metric(other, "fidpos_sync_waiting") == 1.0)
        here.counter.buy(here.store)
        here.settle()
        wait_until(lambda: there.store.accounts == here.store.accounts, SOONER_THAN_A_POLL_ENDS_S)


def test_whoever_kills_the_centre_in_the_middle_of_pushes_loses_nothing(
    place: CentrePlace, network: Network
) -> None:
    with ExitStack() as stack:
        centre = stack.enter_context(CentreProcess(place))
        port, url = centre.port, centre.url
        here = stack.enter_context(at_work(url, network))
        for _ in range(3):
            pushes = metric(centre, 'fidpos_sync_pushes_total{verdict="ok"}')
            for _ in range(30):
                here.counter.buy(here.store)
            with pumping_until_away(here):
                wait_until(lambda: metric(centre, 'fidpos_sync_pushes_total{verdict="ok"}') > pushes)  # noqa: B023
                centre.kill()
            centre = stack.enter_context(CentreProcess(place, port=port))
        here.settle()
        there = stack.enter_context(at_work(url, network, seed=2))
        # What the killed centre had begun may end after it, and keeps what came later back until then.
        there.hear(lambda: there.store.accounts == here.store.accounts)

        assert here.store.memory().acked == here.store.head().anchor


@contextmanager
def pumping_until_away(till: PairedTill) -> Iterator[None]:
    """Sends one row at a time, until nobody answers."""
    till.outgoing.rows_max = 1

    def send() -> None:
        try:
            while till.session.push():
                till.outgoing.rows_max = 1
        except CentreAway:
            """It was killed."""

    thread = threading.Thread(target=send)
    thread.start()
    yield
    thread.join()


def test_a_centre_that_is_told_to_stop_lets_its_tills_go_and_ends_well(
    place: CentrePlace, network: Network
) -> None:
    with CentreProcess(place) as centre, at_work(centre.url, network) as till, pumping(till):
        wait_until(lambda: metric(centre, "fidpos_sync_waiting") == 1.0)

        assert centre.stop() == 0


def test_a_revoked_till_is_refused_at_its_next_request(centre: CentreProcess, network: Network) -> None:
    with at_work(centre.url, network) as till:
        till.settle()
        with network.place.operator() as operator:
            operator.revoke_till(network.number, "Lyon 1")

        with pytest.raises(CentreRefused) as refused:
            till.session.hello()
        assert refused.value.refusal.code is RefusalCode.REVOKED


def test_the_centre_says_that_it_lives_and_can_serve(centre: CentreProcess) -> None:
    assert httpx.get(f"{centre.url}/healthz", timeout=60).text == "ok\n"
    assert httpx.get(f"{centre.url}/readyz", timeout=60).text == "ok\n"


def test_beyond_the_machine_it_speaks_tls_with_a_key_that_tills_know(
    place: CentrePlace, network: Network
) -> None:
    with CentreProcess(place, bind="0.0.0.0") as centre:
        url = centre.url.replace("0.0.0.0", "127.0.0.1")
        with at_work(url, network) as till:
            till.counter.buy(till.store)
            till.settle()

            assert url.startswith("https://")
            assert till.store.memory().acked == till.store.head().anchor
