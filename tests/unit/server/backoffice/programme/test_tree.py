"""Paths into a programme that is being written."""

import pytest

from fidpos.server.backoffice.programme.tree import at, steps


def test_a_path_goes_through_lists_and_objects() -> None:
    assert steps("rules.2.when.of.0") == ["rules", 2, "when", "of", 0]
    assert at({"rules": [{"code": "a"}, {"code": "b"}]}, "rules.1.code") == "b"


@pytest.mark.parametrize("place", ["²", "٣", "9" * 5_000, "-1", "1_0"])
def test_what_only_looks_like_a_place_is_a_name(place: str) -> None:
    assert at({"rules": ["a", "b"]}, f"rules.{place}") is None
