"""A merchant's till asks and tells whatever it likes about what is another merchant's.

There are two centres, alike but for one thing: at the first there is another merchant, who has lived. The
same requests are sent to both. What is answered must be the same: nothing of the other merchant can be read,
not even that it is there. And every row of the other merchant stays as it was.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

import msgspec
import pytest
from hypothesis import given, settings

from fidpos.wire.codec import SCHEMA_VERSION
from tests.helpers.any_message import MESSAGES, any_of
from tests.helpers.any_push import any_push, pushed
from tests.helpers.fake_clock import FakeClock
from tests.helpers.other_merchant import NO_ROW, Theirs, digests, moved_in
from tests.helpers.postgres import centre_database
from tests.helpers.served_database import OUR_TILL, OURS, ServedDatabase

PASSING = ("generation", "cursor")
"""What differs between two centres even if nobody else is there: their names, and numbers drawn by lot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Centres:
    """The one with the other merchant, and the one without."""

    shared: ServedDatabase
    alone: ServedDatabase
    theirs: Theirs

    def answer(self, path: str, message: object) -> dict[str, Any]:
        """What both answer to it, which must be the same."""
        shared, alone = (each.ask(path, message) for each in (self.shared, self.alone))
        told, expected = (_without(each.json) for each in (shared, alone))

        assert (shared.status, told) == (alone.status, expected)
        return told


def _without(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in PASSING}


@pytest.fixture(scope="module")
def centres() -> Iterator[Centres]:
    with ExitStack() as stack:
        first, second = (stack.enter_context(centre_database()) for _ in range(2))
        shared = stack.enter_context(ServedDatabase(first, FakeClock()))
        theirs = moved_in(shared)
        later = FakeClock(shared.clock.now())
        yield Centres(shared=shared, alone=stack.enter_context(ServedDatabase(second, later)), theirs=theirs)


@pytest.fixture(autouse=True)
def as_before(centres: Centres) -> Iterator[None]:
    """Whatever a test sends, no row of the other merchant changes, comes or goes."""
    before = digests(centres.shared.made)
    yield
    assert digests(centres.shared.made) == before


def test_the_other_merchant_has_something_of_everything(centres: Centres) -> None:
    found = digests(centres.shared.made)

    assert [table for table, digest in found.items() if digest == NO_ROW] == []
    assert set(digests(centres.alone.made).values()) == {NO_ROW}


@pytest.mark.parametrize("path", sorted(MESSAGES))
def test_whatever_is_asked_about_it_is_answered_as_if_it_were_not_there(centres: Centres, path: str) -> None:
    theirs = centres.theirs

    @settings(max_examples=80)
    @given(any_of(MESSAGES[path], (*theirs.ids, *OURS), secrets=theirs.secrets))
    def check(message: Any) -> None:
        message.pop("wait_s", None)
        centres.answer(path, message)

    check()


def test_whatever_is_told_about_it_is_booked_as_if_it_were_not_there(centres: Centres) -> None:
    theirs = centres.theirs

    @settings(max_examples=120)
    @given(any_push((*theirs.ids, *OURS), secrets=theirs.secrets))
    def check(message: Any) -> None:
        centres.answer("/sync/push", message)

    check()


def test_its_own_events_told_once_more_by_us_are_none_of_its(centres: Centres) -> None:
    for number, body in enumerate(centres.theirs.bodies):
        told = msgspec.json.decode(body)
        ours = {**told, "till_id": str(OUR_TILL), "id": str(uuid5(OUR_TILL, str(number)))}
        for each in (told, ours):
            lineage = uuid5(OUR_TILL, f"{number} {each['id']}")
            answer = centres.answer("/sync/push", pushed(lineage, [row(each)]))

            assert answer["verdict"] == "ok"


def test_a_place_in_its_feed_is_a_place_that_we_never_had(centres: Centres) -> None:
    lineage = uuid5(OUR_TILL, "feed")
    begun = {
        "type": "epoch_started",
        "id": str(lineage),
        "at": centres.shared.clock.now().isoformat(),
        "till_id": str(OUR_TILL),
        "reason": "first",
    }
    centres.answer("/sync/push", pushed(lineage, [row(begun)]))

    for cursor in centres.theirs.cursors:
        answer = centres.answer("/sync/pull", {"lineage": str(lineage), "after": list(cursor)})
        assert answer["reset"]


def row(event: object) -> list[object]:
    """Of a journal, without times."""
    return [event, SCHEMA_VERSION, 0, 0, 0, None]
