"""`fidpos server backup|restore|verify`, as whoever runs a centre types them, on an embedded database."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg import connect

from fidpos.bootstrap.centre_operations import read_all
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.paths import ServerFolder
from fidpos.server.db.embedded import EmbeddedPostgres

Command = Callable[..., int]


@pytest.fixture
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.delenv("FIDPOS_DATABASE_URL", raising=False)

    def run(*arguments: str) -> int:
        return main(["server", "--language", "en", "--data", str(folder / "data"), *arguments])

    return run


def test_a_centre_is_backed_up_drilled_lost_and_brought_back(
    server: Command, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, off_site = str(folder / "off-site.key"), folder / "off-site"
    assert server("merchant", "add", "Shop", "--code", "4711", "--card-name", "Card") == ExitCode.DONE
    assert server("backup", "setup", "--to", str(off_site), "--key", key) == ExitCode.DONE
    assert server("backup", "make") == ExitCode.DONE
    assert server("backup", "drill") == ExitCode.DONE
    (backup,) = map(str, off_site.glob("*.fidpos-centre"))
    assert server("restore", backup, "--key", key) == ExitCode.REFUSED
    assert server("restore", backup, "--key", str(folder / "other"), "--replace") == ExitCode.REFUSED
    assert server("restore", backup, "--key", key, "--replace") == ExitCode.DONE
    capsys.readouterr()
    assert server("merchant", "list") == ExitCode.DONE
    assert "Shop" in capsys.readouterr().out
    assert server("verify", "--json") == ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["holds"] is True


def test_contradictions_end_with_a_status_of_their_own(
    server: Command, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server("merchant", "add", "Shop", "--code", "4711", "--card-name", "Card")
    database = EmbeddedPostgres.open(folder / "data" / "postgres")
    with connect(database.app) as connection:
        connection.execute(
            "SELECT set_config('app.merchant', %s, true)",
            [str(_merchant(folder))],
        )
        connection.execute(
            "INSERT INTO accounts (merchant_id, id, opened_on) "
            "VALUES (current_setting('app.merchant')::uuid, gen_random_uuid(), now())"
        )
        connection.execute(
            "INSERT INTO balances (merchant_id, account_id, counter, amount) "
            "SELECT merchant_id, id, 'points', 500 FROM accounts"
        )
    database.close()

    assert server("verify") == ExitCode.DAMAGED
    assert "balances not_told" in capsys.readouterr().out


def test_without_a_place_there_is_no_backup(server: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert server("backup", "make") == ExitCode.REFUSED
    assert "setup" in capsys.readouterr().err


def test_a_key_file_is_never_written_over(server: Command, folder: Path) -> None:
    key = folder / "off-site.key"
    arguments = ("backup", "setup", "--to", str(folder / "off-site"), "--key", str(key))
    server(*arguments)
    before = key.read_bytes()

    assert server(*arguments) == ExitCode.REFUSED
    assert key.read_bytes() == before


def test_the_sql_for_an_administrator_names_the_roles(
    server: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server("sql") == ExitCode.DONE

    said = capsys.readouterr().out
    assert "CREATE ROLE fidpos_app LOGIN NOSUPERUSER" in said
    assert "fidpos_backup" in said


def _merchant(folder: Path) -> object:
    with read_all(ServerFolder(folder / "data"), {}) as conninfo, connect(conninfo) as connection:
        row = connection.execute("SELECT merchant_id FROM merchants").fetchone()
    assert row is not None
    return row[0]
