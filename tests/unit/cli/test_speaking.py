"""What argparse says by itself is said in the language of the session; a library that is missing is named."""

import sys

import pytest

from fidpos.cli import COMMANDS, main
from fidpos.cli.exit_code import ExitCode
from fidpos.cli.speaking import WRONG_USES, in_words, parser_speaking
from fidpos.paths import resources_dir
from fidpos.texts.texts import Texts

Output = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch

WRONG = [
    (["server", "--port"], "--port\u00a0: il manque une valeur"),
    (["server", "--port", "high"], "--port\u00a0: il faut un nombre de 0 à 65535"),
    (["server", "merchnat"], "«\u00a0merchnat\u00a0» n’existe pas\u00a0; au choix\u00a0: merchant, shop,"),
    (["server", "shop", "add", "x", "Lyon"], "MERCHANT\u00a0: «\u00a0x\u00a0» ne se comprend pas ici"),
    (["server", "shop", "add", "1", "Lyon", "Paris"], "«\u00a0Paris\u00a0» est de trop ici"),
    (["server", "--tls", "x"], "«\u00a0--tls\u00a0» peut vouloir dire --tls-cert, --tls-key"),
    (
        ["server", "--attended=yes"],
        "--attended\u00a0: ne prend pas de valeur, et «\u00a0yes\u00a0» en est une",
    ),
    (["programme", "evaluate"], "il manque\u00a0: --programme, --facts"),
    (
        ["programme", "schema", "--of", "cake"],
        "--of\u00a0: «\u00a0cake\u00a0» n’existe pas\u00a0; au choix\u00a0:",
    ),
    (["programme", "simulate", "--json", "--csv"], "--csv\u00a0: ne va pas avec --json"),
    (["server", "support", "open", "1", "--reason", "x", "--hours", "99"], "heures de 1 à 72"),
]


@pytest.fixture(autouse=True)
def french(monkeypatch: Patch) -> None:
    monkeypatch.setenv("FIDPOS_LANGUAGE", "fr")


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_call_is_refused_in_french(capsys: Output, arguments: list[str], sentence: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    said = capsys.readouterr().err
    assert caught.value.code == ExitCode.WRONG_USE
    assert said.startswith("Usage\u00a0: fidpos ")
    assert sentence in said.splitlines()[-1]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_no_word_of_argparse_s_own(capsys: Output, name: str) -> None:
    with pytest.raises(SystemExit):
        main([name, "--help"])

    said = capsys.readouterr().out
    assert said.startswith(f"Usage\u00a0: fidpos {name}")
    assert "montrer cette aide" in said
    assert not any(word in said for word in ("usage:", "positional", "show this"))


def test_one_of_two_that_is_missing_is_said_as_well() -> None:
    texts = Texts.load(resources_dir() / "translations", "en")
    parser = parser_speaking(texts)(prog="x")
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--this")
    either.add_argument("--that")

    assert in_words("one of the arguments --this --that is required", texts).endswith("--this --that")
    with pytest.raises(SystemExit):
        parser.parse_args([])


def test_what_has_no_words_stays_as_it_is() -> None:
    texts = Texts.load(resources_dir() / "translations", "fr")

    assert in_words("argument --x: never heard of", texts) == "--x\u00a0: never heard of"
    assert all(texts.has(f"cli.wrong.{key}") for key in WRONG_USES)


@pytest.mark.parametrize(
    ("command", "library", "extra"),
    [("server", "uvicorn", "server"), ("readers", "serial.tools", "till")],
)
def test_a_library_that_is_not_installed_is_named_with_what_to_install(
    capsys: Output, monkeypatch: Patch, command: str, library: str, extra: str
) -> None:
    def fails(*_: object) -> int:
        raise ModuleNotFoundError(f"No module named {library!r}", name=library)

    main_module = __import__(f"fidpos.cli.{command}", fromlist=["run"])
    monkeypatch.setattr(main_module, "run", fails)
    arguments = [command] if command == "server" else [command, "list"]

    assert main(arguments) == ExitCode.REFUSED

    said = capsys.readouterr().err
    assert library.partition(".")[0] in said
    assert f"fidpos[{extra}]" in said


def test_a_module_of_fidpos_that_is_missing_is_a_fault_of_the_program(
    capsys: Output, monkeypatch: Patch
) -> None:
    monkeypatch.setitem(sys.modules, "fidpos.cli.version", None)

    assert main(["version"]) == ExitCode.UNFORESEEN
    assert "ModuleNotFoundError" in capsys.readouterr().err
