"""`fidpos programme simulate` at the centre, as an operator types it: its folder, or its database."""

import json
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from fidpos import paths
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.server.db.embedded import EmbeddedPostgres

Output = pytest.CaptureFixture[str]
BAKERY = str(paths.resources_dir() / "programmes" / "boulangerie.json")


@pytest.fixture
def centre(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Its data folder; it has one merchant, of whom nobody has come yet."""
    monkeypatch.delenv("FIDPOS_DATABASE_URL", raising=False)
    monkeypatch.setenv("FIDPOS_LANGUAGE", "en")
    add_merchant(folder / "data", "First")
    return str(folder / "data")


def add_merchant(data: Path, name: str) -> None:
    added = ["merchant", "add", name, "--code", "4711", "--card-name", "Card"]
    assert main(["server", "--data", str(data), *added]) == ExitCode.DONE


def simulate(store: str, *more: str) -> int:
    given = ("--programme", BAKERY, "--against", BAKERY, "--store", store, "--json")
    return main(["programme", "simulate", *given, *more])


def test_a_centre_is_named_by_its_folder_or_by_the_address_of_its_database(
    centre: str, capsys: Output
) -> None:
    database = EmbeddedPostgres.open(Path(centre) / "postgres")
    try:
        known = conninfo_to_dict(database.app)
        address = "postgresql:///{dbname}?host={host}&user={user}&password={password}".format_map(known)
        for store in (centre, address):
            capsys.readouterr()
            assert simulate(store) == ExitCode.DONE
            assert json.loads(capsys.readouterr().out)["visits"] == 0
    finally:
        database.close()


def test_of_several_merchants_one_has_to_be_named(centre: str, capsys: Output) -> None:
    add_merchant(Path(centre), "Second")

    assert simulate(centre) == ExitCode.REFUSED
    assert "(1, 2)" in capsys.readouterr().err
    assert simulate(centre, "--merchant", "2") == ExitCode.DONE
    assert simulate(centre, "--merchant", "3") == ExitCode.REFUSED


def test_without_a_programme_in_force_a_draft_needs_another_to_be_compared_with(
    centre: str, capsys: Output
) -> None:
    assert main(["programme", "simulate", "--programme", BAKERY, "--store", centre]) == ExitCode.REFUSED
    assert "(programme)" in capsys.readouterr().err
