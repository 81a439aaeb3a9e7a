"""Ids that follow from numbers of the system before."""

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.ids import uuid7
from fidpos.server.services.importing.naming import Naming, keyed
from tests.helpers.fake_clock import FakeClock

KEY = bytes(range(32))
OURS, THEIRS = (Naming(keyed(KEY, whose)) for whose in (b"a" * 16, b"b" * 16))


@given(st.text(), st.text())
def test_the_same_number_is_the_same_thing_and_nothing_else_is(kind: str, number: str) -> None:
    found = OURS.id(kind, number)

    assert found == OURS.id(kind, number)
    assert found not in {THEIRS.id(kind, number), OURS.id(kind, number, "x"), OURS.id(kind + "x", number)}
    assert (found.version, found.variant) == (8, RFC_4122)


def test_without_the_key_nothing_can_be_told_of_the_number() -> None:
    assert Naming(keyed(bytes(32), b"a" * 16)).id("member", "1") != OURS.id("member", "1")


def test_what_was_brought_along_sorts_before_all_that_was_made_since() -> None:
    assert OURS.id("member", "1") < uuid7(FakeClock().now())
    assert isinstance(OURS.id("member", "1"), UUID)
