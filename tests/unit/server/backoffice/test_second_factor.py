"""Codes of the telephone, against the published ones of RFC 6238, and codes for when it is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.backoffice.second_factor import (
    RECOVERY_CODES,
    STEP_S,
    new_recovery_codes,
    new_secret,
    recovery_digest,
    step_of,
)

SECRET = b"12345678901234567890"
"""Of RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert step_of(SECRET, code, datetime.fromtimestamp(second, UTC)) == second // STEP_S


@given(st.integers(-5, 5))
def test_a_code_is_taken_one_step_early_or_late_and_no_more(steps: int) -> None:
    now = datetime.fromtimestamp(1111111109, UTC) + timedelta(seconds=STEP_S * steps)
    found = step_of(SECRET, "081 804", now)

    assert found == (1111111109 // STEP_S if abs(steps) <= 1 else None)


@pytest.mark.parametrize("typed", ["", "08180", "0818045", "abcdef", "०८१८०४"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert step_of(SECRET, typed, datetime.fromtimestamp(1111111109, UTC)) is None


def test_recovery_codes_are_known_however_they_are_typed_and_each_is_another() -> None:
    codes = new_recovery_codes()

    assert len({recovery_digest(code) for code in codes}) == RECOVERY_CODES
    assert recovery_digest(codes[0].lower().replace("-", " ")) == recovery_digest(codes[0])
    assert new_secret() != new_secret()
