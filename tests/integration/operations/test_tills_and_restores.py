"""A centre that was put back hears again what its tills know, and its books hold."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from psycopg import connect

from fidpos.domain.staff import Role
from fidpos.paths import migrations_dir
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.erasing import erase
from fidpos.server.db.migrate import migrate
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import prove
from fidpos.server.db.whole import erasures_in
from fidpos.server.operations.backup import make_backup
from fidpos.server.operations.erasure_log import ErasureLog
from fidpos.server.operations.restore import restore_into
from fidpos.server.ports import StaffRecord
from tests.helpers.centre_office import MERCHANT, InPostgres, found_merchant, served, till_record
from tests.helpers.memory_centre import MemoryCentre
from tests.helpers.off_site import OffSite
from tests.helpers.postgres import CentreDatabase, centre_database, empty_database
from tests.helpers.sync_pair import TILL, Pair
from tests.simulation.shop import CASHIER, SHOP

PEOPLE = (StaffRecord(id=CASHIER, role=Role.MANAGER, shops=frozenset({SHOP})),)


@contextmanager
def at(pair: Pair, made: CentreDatabase) -> Iterator[None]:
    """The pair's centre works on that database, for as long as the block runs."""
    with served(made, pair.clock) as store:
        pair.centre = cast("MemoryCentre", store)
        pair.session = pair.started(pair.till)
        pair.session.hello()
        yield


def settle(pair: Pair, made: CentreDatabase) -> None:
    """Until neither has anything to say."""
    pair.settle()
    InPostgres(made).wait()
    pair.settle()


def known(made: CentreDatabase) -> int:
    """How many events of the till the centre has, each once."""
    ((count,),) = InPostgres(made).rows("SELECT count(*) FROM journal_rows WHERE NOT repeats")
    return int(count)


def findings_in(made: CentreDatabase) -> list[Finding]:
    findings: list[Finding] = []
    prove(made.backup, findings.append)
    return findings


def test_what_a_till_pushed_after_the_dump_it_sends_again(off_site: OffSite) -> None:
    pair = Pair()
    with centre_database() as made, empty_database() as target:
        found_merchant(made, [till_record(TILL, SHOP)], PEOPLE)
        with at(pair, made):
            pair.counter.buy(pair.till)
            settle(pair, made)
            backup = make_backup(made.backup, off_site.place(), pair.clock)
            for _ in range(3):
                pair.counter.buy(pair.till)
            settle(pair, made)
        restore_into(target.owner, off_site.plan(backup))
        before = known(target)
        with at(pair, target):
            settle(pair, target)

        assert before < known(target) == len(pair.till.rows)
        assert findings_in(target) == []


def test_who_was_erased_after_the_dump_does_not_come_back_with_a_till(off_site: OffSite) -> None:
    pair = Pair()
    with centre_database() as made, empty_database() as target:
        found_merchant(made, [till_record(TILL, SHOP)], PEOPLE)
        with at(pair, made):
            pair.counter.enrol(pair.till)
            settle(pair, made)
        backup = make_backup(made.backup, off_site.place(), pair.clock)
        (member,) = pair.till.members
        with connect(made.app) as connection:
            connection.execute("SELECT set_config('app.merchant', %s, true)", [str(MERCHANT)])
            assert erase(connection, member, pair.clock.now())
            assert not erase(connection, member, pair.clock.now())
        ErasureLog.beside(off_site.folder).add(erasures_in(made.backup))
        restored = restore_into(target.owner, off_site.plan(backup))

        assert restored.begun.erased_again == 1
        assert [erasure.member_id for erasure in erasures_in(target.backup)] == [member]
        assert InPostgres(target).rows("SELECT FROM subject_keys") == []


def test_a_cold_copy_that_was_put_back_is_filled_up_again(folder: Path) -> None:
    pair = Pair()
    with embedded(folder / "a") as made:
        migrate(made.owner, migrations_dir())
        found_merchant(made, [till_record(TILL, SHOP)], PEOPLE)
        with at(pair, made):
            pair.counter.buy(pair.till)
            settle(pair, made)
    subprocess.run(["cp", "-a", folder / "a", folder / "b"], check=True)
    with embedded(folder / "a") as made, at(pair, made):
        for _ in range(3):
            pair.counter.buy(pair.till)
        settle(pair, made)
    with embedded(folder / "b") as copy:
        before = known(copy)
        with at(pair, copy):
            settle(pair, copy)

        assert before < known(copy) == len(pair.till.rows)
        assert findings_in(copy) == []


@contextmanager
def embedded(folder: Path) -> Iterator[CentreDatabase]:
    """The database of a folder, at work."""
    database = EmbeddedPostgres.open(folder, durable=False)
    try:
        yield CentreDatabase(
            name="fidpos",
            superuser=database.conninfo("fidpos_root", database.passwords.superuser),
            owner=database.owner,
            app=database.app,
            backup=database.backup,
        )
    finally:
        database.close()
