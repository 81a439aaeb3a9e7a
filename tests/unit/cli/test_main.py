"""The commands as a technician types them: what is printed where, and how each ends."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fidpos import __version__, paths
from fidpos.bootstrap.store import load_keys
from fidpos.cli import COMMANDS, main
from fidpos.cli.exit_code import ExitCode
from fidpos.domain.errors import StoreFull
from fidpos.localdb.engine import connect
from fidpos.paths import TillFolder

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIDPOS_LANGUAGE", "en")


def test_help_lists_every_command_with_what_it_does(capsys: Output) -> None:
    assert main(["--help"]) == ExitCode.DONE

    printed = capsys.readouterr()
    assert printed.err == ""
    assert all(f"  {name} " in printed.out for name in COMMANDS)


@pytest.mark.parametrize("arguments", [[], ["nope"], ["--nope"]])
def test_no_command_or_an_unknown_one_is_wrong_use(capsys: Output, arguments: list[str]) -> None:
    assert main(arguments) == ExitCode.WRONG_USE

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Usage: fidpos COMMAND" in printed.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(capsys: Output, name: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main([name, "--help"])

    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: fidpos {name}")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_sentence_of_a_command_is_missing(capsys: Output, name: str, language: str) -> None:
    with pytest.raises(SystemExit):
        main([name, "--help", "--language", language])

    assert "cli." not in capsys.readouterr().out


def test_a_demonstration_whose_pictures_cannot_be_kept_makes_nothing(capsys: Output, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    arguments = ["demo", "--out", str(tmp_path / "file" / "pictures"), "--data", str(tmp_path / "shop")]

    assert main(arguments) == ExitCode.REFUSED
    assert "pictures" in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize("arguments", [["journal"], ["restore"], ["programme", "check"], ["backup", "burn"]])
def test_missing_or_wrong_arguments_are_wrong_use(capsys: Output, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == ExitCode.WRONG_USE


@pytest.mark.parametrize("asked", ["version", "--version"])
def test_version_says_which_program_this_is(capsys: Output, asked: str) -> None:
    assert main([asked]) == ExitCode.DONE
    assert capsys.readouterr().out == f"fidpos {__version__}\n"


def test_a_good_programme_is_said_to_be_good(capsys: Output) -> None:
    file = paths.resources_dir() / "programmes" / "boulangerie.json"

    assert main(["programme", "check", str(file)]) == ExitCode.DONE
    assert capsys.readouterr().out.startswith("Valid programme: Carte Club, version 1,")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 1, "colour": "blue"}', b"[" * 300_000])
def test_a_bad_programme_is_refused_with_the_place_of_its_fault(
    capsys: Output, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "programme.json"
    file.write_bytes(content)

    assert main(["programme", "check", str(file)]) == ExitCode.REFUSED

    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.match(r"Programme refused(, at \S+)?: .+\.\n\Z", printed.err)


def test_a_programme_that_cannot_be_read_is_refused(capsys: Output, tmp_path: Path) -> None:
    assert main(["programme", "check", str(tmp_path / "missing")]) == ExitCode.REFUSED
    assert str(tmp_path / "missing") in capsys.readouterr().err


def test_a_whole_journal_is_said_to_be_whole(capsys: Output, till: TillFolder) -> None:
    assert main(["journal", "verify", "--data", str(till.root)]) == ExitCode.DONE

    assert capsys.readouterr().out.splitlines()[0] == "1 event in 1 epoch."


def test_a_machine_gets_the_same_answer_as_json(capsys: Output, till: TillFolder) -> None:
    assert main(["journal", "verify", "--json", "--data", str(till.root)]) == ExitCode.DONE

    answer = json.loads(capsys.readouterr().out)
    assert answer["holds"] is True
    assert answer["events"] == 1


def test_an_edited_journal_is_damage_with_its_place(capsys: Output, till: TillFolder) -> None:
    _edit(till, "UPDATE journal SET wall_ts = wall_ts + 1")

    assert main(["journal", "verify", "--data", str(till.root)]) == ExitCode.DAMAGED
    assert "Row 1: it was edited." in capsys.readouterr().out

    assert main(["journal", "verify", "--json", "--data", str(till.root)]) == ExitCode.DAMAGED
    answer = json.loads(capsys.readouterr().out)
    assert (answer["holds"], answer["broken_at"], answer["broken_how"]) == (False, 1, "edited")


def test_a_balance_that_the_ledger_does_not_explain_is_damage(capsys: Output, till: TillFolder) -> None:
    _edit(till, "UPDATE balances SET amount = amount + 1 WHERE amount = (SELECT max(amount) FROM balances)")

    assert main(["journal", "verify", "--data", str(till.root)]) == ExitCode.DAMAGED

    said = capsys.readouterr().out
    assert "Balances and lots that the ledger does not explain: 2." in said
    assert "untouched" not in said


@pytest.mark.parametrize("arguments", [["journal", "verify"], ["backup"], ["restore", "x.fidpos-backup"]])
def test_where_no_till_is_every_command_says_so_and_makes_nothing(
    capsys: Output, tmp_path: Path, arguments: list[str]
) -> None:
    assert main([*arguments, "--data", str(tmp_path / "missing")]) == ExitCode.REFUSED

    printed = capsys.readouterr()
    assert printed.err.startswith("fidpos: ")
    assert str(tmp_path / "missing") in printed.err
    assert "Traceback" not in printed.err
    assert list(tmp_path.iterdir()) == []


def test_backups_are_made_listed_and_drilled(capsys: Output, till: TillFolder, tmp_path: Path) -> None:
    to = ["--to", str(tmp_path / "usb")]
    data = ["--data", str(till.root)]

    assert main(["backup", "list", *to, *data]) == ExitCode.DONE
    assert main(["backup", *to, *data]) == ExitCode.DONE
    (made,) = (tmp_path / "usb").iterdir()
    assert main(["backup", "list", *to, *data]) == ExitCode.DONE
    assert main(["backup", "drill", str(made), *data]) == ExitCode.DONE

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "No backup."
    assert lines[1] == f"Backup made: {made}"
    assert lines[2].endswith(str(made))
    assert lines[3] == f"This backup can be restored: {made}"


def test_a_drill_without_a_backup_fails_with_a_sentence(capsys: Output, till: TillFolder) -> None:
    assert main(["backup", "drill", "--data", str(till.root)]) == ExitCode.REFUSED
    assert "Traceback" not in capsys.readouterr().err


def test_a_restore_says_what_became_of_the_replaced_data(capsys: Output, till: TillFolder) -> None:
    data = ["--data", str(till.root)]
    assert main(["backup", *data]) == ExitCode.DONE
    (made,) = till.backups.iterdir()

    assert main(["restore", str(made), *data]) == ExitCode.DONE

    said = capsys.readouterr().out
    assert "Backup put in place, 1 event. A new epoch begins." in said
    assert "The replaced data are kept: " in said


def test_an_error_is_one_line_with_what_to_do_next(
    capsys: Output, till: TillFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise StoreFull

    monkeypatch.setattr("fidpos.cli.version.run", full)

    assert main(["version"]) == ExitCode.REFUSED
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("fidpos: ")


def test_a_fault_of_the_program_is_one_line_too_and_a_report(
    capsys: Output, till: TillFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError("Camille")

    monkeypatch.setattr("fidpos.bootstrap.upkeep.verify_journal", broken)

    assert main(["journal", "verify", "--data", str(till.root)]) == ExitCode.UNFORESEEN
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert "ZeroDivisionError" in printed.err
    assert "Camille" not in printed.err
    assert len(list(till.crashes.glob("crash-*.json"))) == 1


@pytest.mark.parametrize(
    "arguments", [["version"], ["--help"], ["till", "--help"], ["doctor"], ["readers", "list"]]
)
def test_a_reader_of_our_lines_may_stop_reading_them(arguments: list[str], tmp_path: Path) -> None:
    program = [sys.executable, "-m", "fidpos", *arguments]
    data = [] if arguments[-1] in {"version", "--help"} else ["--data", str(tmp_path / "none")]
    with subprocess.Popen([*program, *data], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()

    assert (running.returncode, said) == (ExitCode.DONE, b"")


def test_control_c_is_no_fault(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("fidpos.cli.version.run", interrupted)

    assert main(["version"]) == ExitCode.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_only_the_command_that_is_called_is_imported() -> None:
    source = "import sys; from fidpos.cli import main; main(['version']); print(*sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60
    ).stdout

    loaded = set(printed.split())
    assert "fidpos.cli.version" in loaded
    assert not loaded & {"fidpos.cli.till", "PySide6", "sqlalchemy", "fidpos.bootstrap", "alembic"}


def test_a_head_that_was_noted_must_still_be_in_the_journal(capsys: Output, till: TillFolder) -> None:
    main(["journal", "verify", "--json", "--data", str(till.root)])
    noted = json.loads(capsys.readouterr().out)["head"]

    assert main(["journal", "verify", "--head", noted, "--data", str(till.root)]) == ExitCode.DONE
    assert main(["journal", "verify", "--head", "0" * 64, "--data", str(till.root)]) == ExitCode.DAMAGED
    said = capsys.readouterr().out
    assert "Row 2: the hash that was known stands in no row before it." in said


@pytest.mark.parametrize("text", ["", "xyz", "00", "0" * 66])
def test_what_is_no_hash_is_wrong_use(capsys: Output, till: TillFolder, text: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["journal", "verify", "--head", text, "--data", str(till.root)])

    assert caught.value.code == ExitCode.WRONG_USE
    assert "--head" in capsys.readouterr().err


def test_points_that_no_event_tells_are_damage(capsys: Output, till: TillFolder) -> None:
    _edit(till, "UPDATE ledger_entries SET kind = 'earn'")

    assert main(["journal", "verify", "--data", str(till.root)]) == ExitCode.DAMAGED

    assert "Visits and points that the journal does not tell: " in capsys.readouterr().out


def _edit(till: TillFolder, statement: str) -> None:
    """As somebody with the key and a database tool could, past the triggers."""
    connection = connect(till.store, load_keys(till).keys.store_key, writing=True)
    try:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
    finally:
        connection.close()
