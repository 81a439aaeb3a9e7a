"""`fidpos server office`: the first owner is invited, listed, shown out."""

import re
from uuid import uuid4

import httpx
import pytest

from fidpos.cli.exit_code import ExitCode
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.operating import Operate, operating

KEY = re.compile(r"/office/invited/\S{40,}")


def address() -> str:
    """Of nobody yet: the house is the same for every test."""
    return f"{uuid4().hex}@example.org"


@pytest.fixture
def operate(network: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operate:
    return operating("office", network, monkeypatch, capsys)


def test_the_first_owner_takes_a_link_that_the_command_line_gives(
    centre: CentreProcess, operate: Operate
) -> None:
    login = address()
    said = operate("invite", "--login", login.upper(), "--name", "Anne", "--address", centre.url)
    path = KEY.search(said)
    assert path is not None

    assert "Anne" in httpx.get(centre.url + path.group(), timeout=60).text
    assert login in operate("people")


def test_whoever_is_invited_again_has_the_new_link_only(centre: CentreProcess, operate: Operate) -> None:
    login = address()
    first, second = (KEY.search(operate("invite", "--login", login, "--name", "Anne")) for _ in range(2))
    assert first is not None
    assert second is not None

    assert httpx.get(centre.url + first.group(), timeout=60).status_code == 404
    assert httpx.get(centre.url + second.group(), timeout=60).status_code == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--login", "anne", "--name", "Anne"], "not an e-mail address"),
        (["--login", "a@example.org", "--name", "Anne", "--role", "operator"], "does not fit"),
        (["--login", "a@example.org", "--name", "Anne", "--role", "franchisee"], "does not fit"),
    ],
)
def test_what_fits_nowhere_is_refused(operate: Operate, words: list[str], said: str) -> None:
    assert said in operate("invite", *words, status=ExitCode.REFUSED)


def test_the_last_owner_stays(operate: Operate) -> None:
    anne = address()
    operate("invite", "--login", anne, "--name", "Anne")

    assert "last owner" in operate("disable", anne, status=ExitCode.REFUSED)

    operate("invite", "--login", address(), "--name", "Ben")
    assert "closed" in operate("disable", anne)
