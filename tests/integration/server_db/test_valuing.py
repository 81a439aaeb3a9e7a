"""What members are worth is written some members at a time, and shown whole at any time."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from uuid import UUID

import pytest

from fidpos.server.db import valuing
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.values_shown import latest_valuation, sums
from fidpos.server.db.work import Work
from fidpos.server.services.figures.lifetime import Buyer, Valuation, ValueSettings, value
from tests.helpers.centre_office import MERCHANT, postgres_office
from tests.helpers.fake_clock import FakeClock

AS_OF = date(2026, 3, 1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresCentre]:
    monkeypatch.setattr(valuing, "AT_ONCE", 4)
    with postgres_office(clock) as office:
        assert isinstance(office.store, PostgresCentre)
        yield office.store


def _valuation(members: int, revenue_minor: int = 1_000) -> Valuation:
    buyers = [
        Buyer(
            member_id=UUID(int=number + 1),
            days=1,
            first_on=AS_OF,
            last_on=AS_OF,
            revenue_minor=revenue_minor,
            first_minor=revenue_minor,
        )
        for number in range(members)
    ]
    return value(buyers, AS_OF, ValueSettings(margin_ppm=1_000_000))


def _shown(store: PostgresCentre) -> tuple[int, int]:
    with store.work(MERCHANT) as work:
        found = sums(work, None)
    return found.members, found.past_minor


def _rows(store: PostgresCentre) -> list[int]:
    """How many rows each transaction wrote."""
    with store.work(MERCHANT) as work:
        return [count for (count,) in work.run("SELECT count(*) FROM member_values GROUP BY xmin::text")]


def test_no_transaction_writes_more_members_than_a_few(store: PostgresCentre) -> None:
    valuing.keep_valuation(partial(store.work, MERCHANT), _valuation(10))

    assert sorted(_rows(store)) == [2, 4, 4]


def test_the_newer_takes_the_place_of_the_older_at_whatever_time(store: PostgresCentre) -> None:
    for revenue_minor in (1_000, 3_000, 2_000):
        valuing.keep_valuation(partial(store.work, MERCHANT), _valuation(9, revenue_minor))

    assert _shown(store) == (9, 18_000)
    assert sum(_rows(store)) == 9


def test_what_a_killed_run_left_is_not_shown_and_goes_with_the_next(
    store: PostgresCentre, clock: FakeClock
) -> None:
    begun = 0

    def killed_after_two_pieces() -> AbstractContextManager[Work]:
        nonlocal begun
        begun += 1
        if begun == 4:
            raise KeyboardInterrupt
        return store.work(MERCHANT)

    valuing.keep_valuation(partial(store.work, MERCHANT), _valuation(3))
    with pytest.raises(KeyboardInterrupt):
        valuing.keep_valuation(killed_after_two_pieces, _valuation(10))
    left = _shown(store), sum(_rows(store))
    clock.advance(1)
    valuing.keep_valuation(partial(store.work, MERCHANT), _valuation(5))

    assert left == ((3, 3_000), 3 + 8)
    assert (_shown(store), sum(_rows(store))) == ((5, 5_000), 5)


def test_before_the_first_nothing_is_shown(store: PostgresCentre) -> None:
    with store.work(MERCHANT) as work:
        assert latest_valuation(work) is None
    assert _shown(store) == (0, 0)
