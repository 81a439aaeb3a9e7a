"""Processes on one database tell each other what changed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from psycopg import connect

from fidpos.domain.ids import MerchantId
from fidpos.server.db.announcing import Announcer
from tests.helpers.centre_parent import wait_until
from tests.helpers.postgres import CentreDatabase

OURS = MerchantId(UUID(int=7))


class Ear:
    """Remembers what one process heard."""

    def __init__(self, database: CentreDatabase) -> None:
        self.heard: list[UUID | None] = []
        self.announcer = Announcer(database.app, self.heard.append)

    @contextmanager
    def open(self) -> Iterator["Ear"]:
        """Once it listens, it says that anything may have changed."""
        with self.announcer:
            wait_until(lambda: None in self.heard)
            yield self


def test_what_one_process_tells_all_hear_once(database: CentreDatabase) -> None:
    with Ear(database).open() as here, Ear(database).open() as there:
        here.announcer.tell(OURS)
        wait_until(lambda: OURS in there.heard)
        there.announcer.tell(OURS)
        wait_until(lambda: min(each.heard.count(OURS) for each in (here, there)) == 2)

        assert [each.heard.count(OURS) for each in (here, there)] == [2, 2]


def test_many_changes_of_a_merchant_are_told_together(database: CentreDatabase) -> None:
    with Ear(database).open() as here, Ear(database).open() as there:
        for _ in range(1_000):
            here.announcer.tell(OURS)
        wait_until(lambda: OURS in there.heard)

        assert there.heard.count(OURS) < 100


def test_a_connection_that_broke_is_made_again_and_everybody_looks(database: CentreDatabase) -> None:
    with Ear(database).open() as ear, connect(database.superuser, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'fidpos announcer' AND datname = current_database()"
        )
        wait_until(lambda: ear.heard.count(None) == 2)


def test_it_ends_at_once_also_while_the_database_is_away() -> None:
    announcer = Announcer("host=/nonexistent dbname=none user=none", lambda _: None)
    announcer.__enter__()
    ending = threading.Thread(target=announcer.__exit__, args=(None, None, None))
    ending.start()
    ending.join(timeout=60)

    assert not ending.is_alive()
