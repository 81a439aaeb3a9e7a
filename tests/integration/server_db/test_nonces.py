"""Nonces of signed requests in the database."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from psycopg import connect

from fidpos.server.db.engine import Database
from fidpos.server.db.nonces import REMEMBERED
from fidpos.server.db.store import PostgresCentre
from tests.helpers.centre_office import MASTER_KEY, MERCHANT, TILL, found_merchant
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import CentreDatabase

NONCE, OTHER = "A" * 22, "B" * 22


@pytest.fixture
def store(database: CentreDatabase) -> Iterator[PostgresCentre]:
    found_merchant(database)
    opened = Database(database.app).open()
    try:
        yield PostgresCentre(opened, clock=FakeClock(), master_key=MASTER_KEY)
    finally:
        opened.close()


def first(store: PostgresCentre, nonce: str, at: datetime) -> bool:
    with store.unit(MERCHANT) as unit:
        return unit.first_seen(TILL, nonce, at)


def test_a_nonce_is_good_once(store: PostgresCentre) -> None:
    now = FakeClock().now()

    assert [first(store, nonce, now) for nonce in (NONCE, OTHER, NONCE)] == [True, True, False]


def test_a_request_that_was_undone_left_its_nonce_unused(store: PostgresCentre) -> None:
    now = FakeClock().now()

    def undone() -> None:
        with store.unit(MERCHANT) as unit:
            unit.first_seen(TILL, NONCE, now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()

    assert first(store, NONCE, now)


def test_what_no_signature_could_use_any_more_is_forgotten(
    store: PostgresCentre, database: CentreDatabase
) -> None:
    now = FakeClock().now()
    first(store, NONCE, now)
    first(store, OTHER, now + REMEMBERED + timedelta(seconds=1))
    with connect(database.superuser) as connection:
        left = connection.execute("SELECT count(*) FROM nonces").fetchone()

    assert left == (1,)
