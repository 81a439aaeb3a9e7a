"""Columns arrive in PostgreSQL as they were, also where there is nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from psycopg import connect

from fidpos.server.db.arrays import (
    bigints,
    blobs,
    booleans,
    dates,
    instants,
    integers,
    register,
    texts,
    uuids,
)
from tests.helpers.postgres import centre_database

COLUMNS: dict[str, tuple[Callable[[Any], object], list[object]]] = {
    "uuids": (uuids, [UUID(int=1), None, UUID(int=(1 << 128) - 1)]),
    "bigints": (bigints, [0, -(1 << 63), None, (1 << 63) - 1]),
    "integers": (integers, [0, -(1 << 31), None, (1 << 31) - 1]),
    "dates": (dates, [date(2000, 1, 1), date(1, 1, 1), None, date.max]),
    "instants": (
        instants,
        [datetime(2000, 1, 1, tzinfo=UTC), None, datetime(2026, 5, 4, 1, 2, 3, 4, tzinfo=UTC)],
    ),
    "booleans": (booleans, [True, False]),
    "texts": (texts, ["", "Zoé ✓", None, "a,{}\"'"]),
    "blobs": (blobs, [b"", b"\x00\xff", None]),
}


@pytest.mark.parametrize("name", list(COLUMNS))
def test_a_column_arrives_as_it_was(name: str) -> None:
    send, values = COLUMNS[name]
    with centre_database() as made, connect(made.app, options="-c timezone=UTC") as connection:
        register(connection)
        found = connection.execute("SELECT * FROM unnest(%s)", [send(values)]).fetchall()
        empty = connection.execute("SELECT * FROM unnest(%s)", [send([])]).fetchall()

    assert [value for (value,) in found] == values
    assert empty == []
