"""How whoever sits at the terminal is asked."""

import io

import pytest

from fidpos import paths
from fidpos.cli.restore import AtTheTerminal
from fidpos.texts.texts import Texts

NAMES = ("Nadia Roche", "Paul Mercier")


@pytest.fixture(scope="module")
def terminal() -> AtTheTerminal:
    return AtTheTerminal(Texts.load(paths.resources_dir() / "translations", "en"))


def test_the_only_one_is_not_asked_for(terminal: AtTheTerminal, capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.who(NAMES[:1]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("typed", "position"),
    [("1\n", 0), (" 2 \n", 1), ("3\n", None), ("0\n", None), ("", None), ("Paul\n", None)],
)
def test_one_of_several_is_chosen_by_number(
    terminal: AtTheTerminal,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    position: int | None,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))

    assert terminal.who(NAMES) == position
    assert "  2  Paul Mercier" in capsys.readouterr().err


def test_a_pin_is_typed_unseen(terminal: AtTheTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts: list[str] = []

    def unseen(prompt: str) -> str:
        prompts.append(prompt)
        return "905283"

    monkeypatch.setattr("getpass.getpass", unseen)

    assert terminal.pin("Nadia Roche") == "905283"
    assert prompts == ["PIN of Nadia Roche: "]
