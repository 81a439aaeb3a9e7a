"""Abuse: the PC's clock is set back, so that what has come to its end seems not to have."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.bootstrap.centre_check import check_centre
from fidpos.domain.card import CardStatus
from fidpos.domain.clock import utc
from fidpos.domain.ids import CardId
from fidpos.paths import TillFolder
from fidpos.till.centre_link import CentreStanding, LinkState
from fidpos.till.replaced_card import HOLD, held_until
from fidpos.till.view import Lamp
from tests.helpers.counter import MALO
from tests.helpers.fake_clock import FakeClock
from tests.helpers.kept_till import NEXT_BOOT, KeptTill


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptTill]:
    made = KeptTill(tmp_path / "till.db")
    yield made
    made.close()


def test_a_clock_that_is_set_back_makes_nothing_younger(kept: KeptTill) -> None:
    kept.sync.heard_out()
    kept.clock.advance(25 * 3_600)
    assert kept.unheard_for() == timedelta(hours=25)
    kept.clock.wall -= timedelta(hours=24)
    kept.clock.advance(60)

    assert kept.unheard_for() == timedelta(hours=25, minutes=1)


def test_nor_is_one_set_back_before_anybody_looked(kept: KeptTill) -> None:
    kept.sync.heard_out()
    kept.clock.ticks_s += 25 * 3_600

    assert kept.unheard_for() == timedelta(hours=25)


def test_what_was_recorded_has_come_whatever_the_clock_says_at_the_next_start(kept: KeptTill) -> None:
    kept.sync.heard_out()
    kept.clock.advance(20 * 3_600)
    kept.record()
    kept.clock.wall -= timedelta(hours=19)
    kept.clock.ticks_s = 5.0
    kept.boot(NEXT_BOOT)
    kept.clock.advance(5 * 3_600)

    assert kept.unheard_for() == timedelta(hours=20)
    kept.clock.advance(5 * 3_600)
    assert kept.unheard_for() == timedelta(hours=25)


def test_a_clock_from_before_the_last_contact_tells_nothing(kept: KeptTill) -> None:
    kept.sync.heard_out()
    kept.clock.wall -= timedelta(days=1)
    kept.boot(NEXT_BOOT)

    assert kept.unheard_for() == timedelta.max


def test_a_clock_that_ran_ahead_and_was_set_right_is_forgiven_at_the_next_contact(kept: KeptTill) -> None:
    kept.sync.heard_out()
    kept.clock.wall += timedelta(days=400)
    kept.record()
    assert kept.unheard_for() == timedelta(days=400)
    kept.clock.wall -= timedelta(days=400)
    assert kept.unheard_for() == timedelta(days=400)

    kept.sync.heard_out()
    kept.record()
    kept.clock.advance(3_600)
    kept.sync.heard_out()

    assert kept.unheard_for() == timedelta()


def test_a_clock_that_is_off_is_said_where_somebody_looks_after_the_till(tmp_path: Path) -> None:
    standing = CentreStanding(state=LinkState.UP_TO_DATE, clock_offset=timedelta(days=1))

    lines = check_centre(TillFolder(tmp_path), FakeClock(), standing)

    assert Lamp.WARNING in {line.lamp for line in lines if line.name == "centre_clock"}


def test_the_wait_after_a_replaced_card_does_not_end_by_it() -> None:
    (first,) = MALO.cards
    lost = replace(first, status=CardStatus.LOST)
    new = replace(first, id=CardId(UUID(int=9)), linked_at=utc(2026, 11, 20))

    for now in (utc(2025, 1, 1), new.linked_at, new.linked_at + HOLD / 2):
        assert held_until([lost, new], now) is not None
