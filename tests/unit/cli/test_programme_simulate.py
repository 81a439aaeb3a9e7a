"""`fidpos programme simulate` on the store of a till, as a merchant's integrator calls it."""

import csv
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from fidpos import paths
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.cli.simulation_csv import COLUMNS, csv_lines
from fidpos.paths import TillFolder
from tests.helpers.simulation_report import report

Output = pytest.CaptureFixture[str]
BAKERY = paths.resources_dir() / "programmes" / "boulangerie.json"


@pytest.fixture
def generous(tmp_path: Path) -> str:
    """The bakery's programme, with twice the points."""
    draft: dict[str, Any] = json.loads(BAKERY.read_bytes())
    draft["version"] = 2
    base = next(rule for rule in draft["rules"] if rule["code"] == "un_point_par_euro")
    base["effects"][0]["points"] = 2
    path = tmp_path / "draft.json"
    path.write_text(json.dumps(draft))
    return str(path)


def arguments(till: TillFolder, draft: str, *more: str) -> list[str]:
    return ["programme", "simulate", "--programme", draft, "--store", str(till.root), *more]


def test_a_more_generous_draft_costs_more_and_nobody_loses(
    capsys: Output, till: TillFolder, generous: str
) -> None:
    assert main(arguments(till, generous, "--json")) == ExitCode.DONE

    told = json.loads(capsys.readouterr().out)
    assert told["visits"] == told["without_lines"] > 0
    assert told["difference_minor"] == told["draft"]["cost_minor"] - told["current"]["cost_minor"] > 0
    assert told["losers"] == {"members": 0, "sum_minor": 0}
    assert told["winners"]["members"] > 0


def test_the_programme_in_force_against_itself_changes_nothing(capsys: Output, till: TillFolder) -> None:
    assert main(arguments(till, str(BAKERY), "--against", str(BAKERY), "--json")) == ExitCode.DONE

    told = json.loads(capsys.readouterr().out)
    assert told["draft"] == told["current"]
    assert told["unchanged"] == told["members"] > 0


def test_it_is_told_in_words(capsys: Output, till: TillFolder, generous: str) -> None:
    assert main(arguments(till, generous)) == ExitCode.DONE

    printed = capsys.readouterr()
    assert "rule un_point_par_euro: " in printed.out
    assert "Losers: 0 (€0.00 in all)." in printed.out
    assert "cli." not in printed.out
    assert printed.err == ""


def test_only_the_visits_of_the_period_count(capsys: Output, till: TillFolder, generous: str) -> None:
    assert main(arguments(till, generous, "--until", "2001-01-01")) == ExitCode.DONE
    assert capsys.readouterr().out == "No visit to replay in this period. Undone: 0.\n"

    assert main(arguments(till, generous, "--since", "2026-10-01", "--json")) == ExitCode.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["first_day"] >= "2026-10-01"


def test_on_a_terminal_it_says_how_far_it_is(
    capsys: Output, till: TillFolder, generous: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    assert main(arguments(till, generous, "--json")) == ExitCode.DONE

    progress = capsys.readouterr().err
    assert progress.startswith("\r")
    assert progress.endswith("\n")


def test_a_table_for_a_spreadsheet_has_a_row_for_each_part(
    capsys: Output, till: TillFolder, generous: str
) -> None:
    assert main(arguments(till, generous, "--csv")) == ExitCode.DONE

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert tuple(rows[0]) == COLUMNS
    parts = {(row["programme"], row["part"]) for row in rows}
    assert parts >= {(side, part) for side in ("draft", "current") for part in ("total", "rule", "tier")}


def test_no_cell_is_a_formula() -> None:
    lines = list(csv_lines(report(name='=HYPERLINK("http://example.org")')))

    assert lines[1].startswith("draft,total,\"'=HYPERLINK(")


def test_a_draft_that_is_refused_is_told_with_its_path(
    capsys: Output, till: TillFolder, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"version": "one"}')

    assert main(arguments(till, str(bad))) == ExitCode.REFUSED
    assert capsys.readouterr().err.startswith("Programme refused, at version: ")


def test_another_currency_is_refused(capsys: Output, till: TillFolder, tmp_path: Path) -> None:
    francs = tmp_path / "francs.json"
    francs.write_text(json.dumps({**json.loads(BAKERY.read_bytes()), "currency": "CHF"}))

    assert main(arguments(till, str(francs))) == ExitCode.REFUSED
    assert "currency" in capsys.readouterr().err


def test_where_there_is_no_till_it_is_said_and_nothing_is_made(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIDPOS_LANGUAGE", "en")
    missing = TillFolder(tmp_path / "nothing")

    assert main(arguments(missing, str(BAKERY))) == ExitCode.REFUSED
    assert "fidpos: " in capsys.readouterr().err
    assert not missing.root.exists()


def test_nothing_of_the_till_is_changed(till: TillFolder, generous: str, tmp_path: Path) -> None:
    shutil.copyfile(till.store, tmp_path / "before.db")

    assert main(arguments(till, generous, "--json")) == ExitCode.DONE

    assert till.store.read_bytes() == (tmp_path / "before.db").read_bytes()
