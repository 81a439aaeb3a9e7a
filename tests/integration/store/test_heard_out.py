"""When the centre was heard out last, as the store keeps it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fidpos.till.contact import Contact, ContactBounds
from fidpos.wire.sync.anchors import Anchor
from tests.helpers.kept_till import KeptTill


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptTill]:
    made = KeptTill(tmp_path / "till.db")
    yield made
    made.close()


def test_a_till_that_never_heard_its_centre_out_has_an_old_list(kept: KeptTill) -> None:
    assert kept.unheard_for() == timedelta.max


def test_time_passes_since_the_centre_was_heard(kept: KeptTill) -> None:
    kept.sync.heard_out()
    assert kept.unheard_for() == timedelta()
    kept.clock.advance(3_600)

    assert kept.unheard_for() == timedelta(hours=1)


def test_an_hour_of_answers_is_kept_a_few_times_only(kept: KeptTill) -> None:
    instants = set()
    for _ in range(144):
        kept.sync.heard_out()
        instants.add(kept.unheard_for() - timedelta(seconds=0))
        kept.clock.advance(25)

    assert max(instants) < timedelta(minutes=10)


def test_a_letter_counts_as_of_when_it_was_written_and_an_older_one_not_at_all(kept: KeptTill) -> None:
    monday = kept.clock.now()
    kept.record()
    old, new = Anchor(1, bytes(32)), kept.sync.head().anchor
    kept.clock.advance(3 * 86_400)
    kept.sync.heard_out(monday + timedelta(days=1), new)
    assert kept.unheard_for() == timedelta(days=2)

    kept.sync.heard_out(monday + timedelta(days=2), old)
    kept.sync.heard_out(monday, new)

    assert kept.unheard_for() == timedelta(days=2)


def test_a_till_that_was_locked_has_heard_nothing_until_it_is_heard_again(kept: KeptTill) -> None:
    kept.sync.heard_out()
    for _ in range(2):
        kept.sync.locked_out()
    assert kept.unheard_for() == timedelta.max

    kept.sync.heard_out()

    assert kept.unheard_for() == timedelta()


def test_a_shop_without_a_line_is_given_more_days_by_its_centre_alone(kept: KeptTill) -> None:
    kept.sync.heard_out()
    kept.clock.advance(5 * 86_400)
    usual = Contact(kept.contact)
    given = Contact(kept.contact, ContactBounds.of_days(10))
    assert (usual.is_staff_list_old, given.is_staff_list_old) == (True, False)
    kept.clock.advance(6 * 86_400)
    assert given.look()

    assert given.is_staff_list_old
    assert given.hides_members
