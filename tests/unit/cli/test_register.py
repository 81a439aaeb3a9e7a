"""`fidpos register`: pairing registers, and being one."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from fidpos.bootstrap.demo.shop import TECHNICIAN
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.paths import TillFolder
from tests.helpers.linked_register import DAY, linked

Typing = Callable[[str], None]


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """What is typed as a PIN; the only technician is not chosen."""
    return lambda pin: monkeypatch.setattr("getpass.getpass", lambda _: pin)


def test_the_token_alone_goes_to_standard_output(
    till: TillFolder, typing: Typing, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(TECHNICIAN.pin)

    assert main(["register", "pair", "left", "--data", str(till.root)]) == ExitCode.DONE

    shown = capsys.readouterr()
    assert len(shown.out.strip()) >= 43
    assert "left" in shown.err
    assert main(["register", "list", "--data", str(till.root)]) == ExitCode.DONE
    assert capsys.readouterr().out.startswith("left ")


def test_without_the_pin_nobody_is_let_in(
    till: TillFolder, typing: Typing, capsys: pytest.CaptureFixture[str]
) -> None:
    typing("000000")

    assert main(["register", "pair", "left", "--data", str(till.root)]) == ExitCode.REFUSED

    assert main(["register", "list", "--data", str(till.root)]) == ExitCode.DONE
    assert "No register may come in." in capsys.readouterr().out


def test_a_register_is_revoked_once(
    till: TillFolder, typing: Typing, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(TECHNICIAN.pin)
    main(["register", "pair", "left", "--data", str(till.root)])

    assert main(["register", "revoke", "left", "--data", str(till.root)]) == ExitCode.DONE
    assert main(["register", "revoke", "left", "--data", str(till.root)]) == ExitCode.REFUSED
    assert "No register is called “left”." in capsys.readouterr().out


def ring(monkeypatch: pytest.MonkeyPatch, url: str, token: str, said: str) -> int:
    monkeypatch.setenv("FIDPOS_LANGUAGE", "en")
    monkeypatch.setenv("FIDPOS_REGISTER_TOKEN", token)
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    return main(["register", "ring", "--url", url, "--day", DAY])


def test_a_register_rings_up_a_ticket(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with linked() as link:
        url = f"http://127.0.0.1:{link.port}"

        status = ring(monkeypatch, url, link.tokens["left"], "open 17\nadd 4.50 BREAD\nclose\nquit\n")

    assert status == ExitCode.DONE
    assert capsys.readouterr().out.count('"status":"closed"') == 1


def test_what_it_does_not_understand_is_said_and_the_next_line_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with linked() as link:
        url = f"http://127.0.0.1:{link.port}"

        status = ring(monkeypatch, url, link.tokens["left"], "pay\ntill\n")

    shown = capsys.readouterr()
    assert status == ExitCode.REFUSED
    assert "Not understood: pay" in shown.err
    assert '"is_serving":true' in shown.out


def test_without_a_till_it_says_where_none_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert ring(monkeypatch, "http://127.0.0.1:1", "x", "till\n") == ExitCode.REFUSED

    assert "No till answers at http://127.0.0.1:1" in capsys.readouterr().err
