"""What is wrong with a file is said in the language of the session, and with what to do about it."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos import paths
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.cli.refused_words import SENTENCES, in_words
from fidpos.rules.shape import _STAMPS
from fidpos.texts.texts import Texts

SOURCE = Path(__file__).parents[3] / "src" / "fidpos"
REFUSING = {"Refused", "refusal", "refuse", "refused", "_at", "InvalidValue"}
PUT_TOGETHER = {"{path} {reason}", "{path}: {reason}"}
STAND_FOR = {"wanted": [stamp.wanted for stamp in _STAMPS.values()], "name": ["condition", "effect"]}
"""Parts of a sentence that are no values but words of it."""

FRENCH = Texts.load(paths.resources_dir() / "translations", "fr")
GOOD = (paths.resources_dir() / "programmes" / "stamp_card.json").read_text("utf-8")


def reasons() -> Iterator[str]:
    """Every sentence by which a programme, facts or a story are refused."""
    for part in ("rules", "bootstrap/story"):
        for path in sorted((SOURCE / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args and _name(node.func) in REFUSING:
                    yield from _sentences(node.args[-1])


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _sentences(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.JoinedStr) and ast.unparse(argument)[2:-1] not in PUT_TOGETHER:
        said = [""]
        for part in argument.values:
            said = [before + each for before in said for each in _values(part)]
        yield from said


def _values(part: ast.expr) -> list[str]:
    """The text itself; of a value that is put in, each word it stands for, or an example."""
    if isinstance(part, ast.Constant):
        return [str(part.value)]
    assert isinstance(part, ast.FormattedValue)
    name = ast.unparse(part.value)
    if name == "what":
        return ["counter", "rule", "reward", "rule or reward"]
    if name.startswith("shape."):
        return STAND_FOR.get(name.removeprefix("shape."), ["7"])
    return ["'seven'"] if part.conversion == ord("r") else ["7"]


@pytest.mark.parametrize("reason", sorted(set(reasons())))
def test_every_reason_has_a_french_sentence(reason: str) -> None:
    assert in_words(reason, FRENCH) != reason


def test_every_key_has_its_sentence() -> None:
    assert [key for key in SENTENCES if not FRENCH.has(f"refused.{key}")] == []


def test_values_are_carried_over() -> None:
    assert in_words("must lie between 1 and 300", FRENCH) == "il faut une valeur de 1 à 300"


def test_a_reason_without_a_sentence_stays_as_it_is() -> None:
    assert in_words("is odd", FRENCH) == "is odd"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{\n  "version": 1,,\n}', "ligne 2, colonne 16"),
        ('{\n  "version": 3,20\n}', "ligne 2, colonne 16"),
        ("", "ligne 1, colonne 1"),
        ("\ufeff" + GOOD, "UTF-8"),
        (re.sub(r'"points": (\d+)', '"points": 3.20', GOOD, count=1), "3,20\N{NO-BREAK SPACE}€ s’écrit 320"),
        ("[]", "Programme refusé\N{NO-BREAK SPACE}: il faut un objet"),
        (json.dumps({"version": 1, "colour": "red"}), "à colour\N{NO-BREAK SPACE}: ce champ n’existe pas"),
        ("[" * 100_000, "trop de niveaux"),
    ],
)
def test_a_mistake_is_told_in_french_with_where_to_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    (tmp_path / "draft.json").write_text(content, encoding="utf-8")

    status = main(["programme", "check", "--language", "fr", str(tmp_path / "draft.json")])

    assert status == ExitCode.REFUSED
    assert said in capsys.readouterr().err


def test_another_encoding_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "draft.json").write_bytes('{"name": "Café"}'.encode("latin-1"))

    assert main(["programme", "check", "--language", "fr", str(tmp_path / "draft.json")]) == ExitCode.REFUSED
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "said"), [("none.json", "n’existe pas"), (".", "c’est un dossier")])
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    assert main(["programme", "check", "--language", "fr", str(tmp_path / name)]) == ExitCode.REFUSED
    assert said in capsys.readouterr().err


def test_a_day_written_otherwise_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = ["--programme", str(tmp_path / "draft.json"), "--store", str(tmp_path)]

    with pytest.raises(SystemExit):
        main(["programme", "simulate", "--language", "fr", *files, "--since", "01/02/2026"])

    assert "il faut un jour comme 2026-11-22" in capsys.readouterr().err
