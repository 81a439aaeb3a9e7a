"""Ids: in order of birth, unmistakably version 7, never twice the same."""

from fidpos.domain.clock import utc
from fidpos.domain.ids import born_at, uuid7


def test_an_id_is_a_version_7_uuid_of_the_rfc_variant() -> None:
    made = uuid7(utc(2026, 11, 22))

    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_a_later_id_sorts_after_an_earlier_one() -> None:
    assert uuid7(utc(2026, 1, 1)) < uuid7(utc(2026, 1, 2))


def test_the_first_48_bits_are_the_unix_milliseconds() -> None:
    assert uuid7(utc(2026, 11, 22)).int >> 80 == int(utc(2026, 11, 22).timestamp() * 1000)


def test_an_id_tells_when_it_was_made() -> None:
    assert born_at(uuid7(utc(2026, 11, 22, 9, 30))) == utc(2026, 11, 22, 9, 30)


def test_ids_of_one_instant_differ() -> None:
    assert len({uuid7(utc(2026, 1, 1)) for _ in range(1000)}) == 1000


def test_a_seeded_entropy_repeats_itself() -> None:
    zeros = bytes

    assert uuid7(utc(2026, 1, 1), zeros) == uuid7(utc(2026, 1, 1), zeros)
