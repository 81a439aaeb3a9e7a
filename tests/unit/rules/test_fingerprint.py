"""Two places know by the fingerprint whether they have the same programme."""

from dataclasses import replace

from fidpos.rules.codec import programme_from_json, programme_to_json
from fidpos.rules.fingerprint import programme_fingerprint
from tests.helpers.counter import programme


def test_the_same_programme_has_the_same_fingerprint_however_it_was_written() -> None:
    read_again = programme_from_json(programme_to_json(programme()))

    assert programme_fingerprint(read_again) == programme_fingerprint(programme())


def test_another_programme_under_the_same_version_has_another_one() -> None:
    assert programme_fingerprint(replace(programme(), name="Other")) != programme_fingerprint(programme())
