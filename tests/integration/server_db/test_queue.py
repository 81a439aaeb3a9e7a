"""The queue of the centre's long work: procrastinate's tables, beside those of merchants."""

from hashlib import sha256
from importlib.resources import files
from uuid import UUID

import pytest
from psycopg import connect

from fidpos.domain.ids import MerchantId
from fidpos.server.db.engine import Database
from fidpos.server.db.protection import APP, BACKUP
from fidpos.server.db.queueing import Errand, queue
from fidpos.server.db.store import PostgresCentre
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import CentreDatabase
from tests.helpers.two_merchants import OURS

SCHEMA_SHA256 = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"
"""Of procrastinate 3.10.0. Where a newer one differs, the centre's database needs a migration for it."""
SUBJECT = UUID(int=7)


def test_the_tables_are_those_of_the_installed_procrastinate() -> None:
    schema = files("procrastinate").joinpath("sql/schema.sql").read_bytes()

    assert sha256(schema).hexdigest() == SCHEMA_SHA256


@pytest.mark.parametrize(
    ("role", "rights"), [(APP, ["SELECT", "INSERT", "UPDATE", "DELETE"]), (BACKUP, ["SELECT"])]
)
def test_each_role_has_the_rights_it_needs_and_no_other(
    anywhere: CentreDatabase, role: str, rights: list[str]
) -> None:
    with connect(anywhere.superuser) as catalogue:
        tables = catalogue.execute(
            "SELECT oid::regclass::text, relkind::text FROM pg_class "
            "WHERE relnamespace = 'jobs'::regnamespace AND relkind = 'r'"
        ).fetchall()
        had = {
            right
            for table, _ in tables
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
            if catalogue.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right]).fetchone()
            == (True,)
        }

    assert len(tables) == 4
    assert had == set(rights)


def test_no_function_of_it_runs_with_the_rights_of_its_owner(anywhere: CentreDatabase) -> None:
    with connect(anywhere.superuser) as catalogue:
        functions = catalogue.execute(
            "SELECT prosecdef, proconfig FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace"
        ).fetchall()

    assert len(functions) > 10
    assert {(trusted, tuple(settings)) for trusted, settings in functions} == {
        (False, ("search_path=jobs, pg_temp",))
    }


def test_a_row_names_a_merchant_and_a_subject_and_nothing_else(database: CentreDatabase) -> None:
    opened = Database(database.app, size=1).open()
    store = PostgresCentre(opened, clock=FakeClock(), master_key=bytes(32))
    with store.work(MerchantId(OURS)) as work:
        queue(work, Errand.OFFICE_JOB, SUBJECT)
    opened.close()

    with connect(database.superuser) as everything:
        rows = everything.execute(
            "SELECT task_name, args, lock, queueing_lock FROM jobs.procrastinate_jobs"
        ).fetchall()
    assert rows == [("office_job", {"merchant": str(OURS), "subject": str(SUBJECT)}, None, None)]


def test_what_is_undone_was_never_queued(database: CentreDatabase) -> None:
    opened = Database(database.app, size=1).open()
    store = PostgresCentre(opened, clock=FakeClock(), master_key=bytes(32))
    with store.work(MerchantId(OURS)) as work:
        queue(work, Errand.OFFICE_JOB, SUBJECT)
        work.connection.rollback()
    opened.close()

    with connect(database.superuser) as everything:
        assert everything.execute("SELECT FROM jobs.procrastinate_jobs").fetchall() == []
