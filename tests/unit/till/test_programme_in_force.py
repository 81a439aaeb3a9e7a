"""A programme that begins meanwhile is taken up by the next checkout, never by the one that is open."""

from dataclasses import replace

from fidpos.domain.errors import StoreFull
from tests.helpers.corrections import recorded
from tests.helpers.counter import BERENICE, Counter, counter, programme


def version_of_last_visit(at: Counter) -> int:
    visit_id = at.store.last_visit_id()
    assert visit_id is not None
    return recorded(at.store, visit_id).programme_version


def publish(at: Counter, version: int = 2) -> None:
    at.store.put_programme(replace(programme(), version=version))


def test_the_next_checkout_is_computed_by_the_programme_that_has_begun() -> None:
    at = counter()
    at.buy(BERENICE, 2_000)
    before = version_of_last_visit(at)
    publish(at)
    at.clock.advance(600)
    at.buy(BERENICE, 2_000)

    assert (before, version_of_last_visit(at)) == (1, 2)


def test_an_open_checkout_keeps_the_programme_that_it_began_with() -> None:
    at = counter()
    at.tap_member(BERENICE)
    publish(at)
    at.type_amount(2_000)
    at.session.confirm()

    assert version_of_last_visit(at) == 1


def test_a_checkout_that_was_given_up_keeps_nothing() -> None:
    at = counter()
    at.tap_member(BERENICE)
    publish(at)
    at.session.back()
    at.buy(BERENICE, 2_000)

    assert version_of_last_visit(at) == 2


def test_a_broken_store_keeps_nobody_from_locking_the_till() -> None:
    at = counter()
    at.break_disk(StoreFull())
    at.session.lock()

    assert at.view.staff is None
