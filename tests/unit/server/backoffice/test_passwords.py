"""Which passwords are taken, and where somebody is led on to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.backoffice.passwords import problem_with
from fidpos.server.backoffice.prove import inner_path

LOGIN = "anne.dupont@example.org"


@pytest.mark.parametrize("password", ["une courte phrase", "correct horse battery", "Tr0is petits chats!"])
def test_a_short_sentence_is_taken(password: str) -> None:
    assert problem_with(password, LOGIN) is None


@pytest.mark.parametrize("password", ["short", "x" * 129, ""])
def test_too_short_and_too_long_is_said_so(password: str) -> None:
    problem = problem_with(password, LOGIN)

    assert problem is not None
    assert problem.key == "office.password.length"


@pytest.mark.parametrize(
    "password",
    ["abababababab", "MotDePasse2026", "passwordpassword", "azertyuiop123", LOGIN, "123456789123456789"],
)
def test_what_is_guessed_first_is_not_taken(password: str) -> None:
    problem = problem_with(password, LOGIN)

    assert problem is not None
    assert problem.key == "office.password.guessed"


@given(st.text())
def test_whatever_the_address_says_one_stays_within_the_office(said: str) -> None:
    path = inner_path(said)

    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
