"""The tables that migrations build are the tables that the program works with, and no hot statement scans."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.pool import StaticPool

from fidpos.localdb import (
    booking,
    card_statements,
    gift_card_reading,
    gift_cards,
    journal,
    queries,
    search,
)
from fidpos.localdb.engine import Connection, Row, connect, pooled
from fidpos.localdb.schema import HEAD, stamp_of
from fidpos.localdb.store import LocalStore
from fidpos.localdb.tables import metadata
from tests.helpers.real_store import KEY

TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
MAY_SCAN = {
    *("_CONFINE", "STAFF", "STAFF_BADGE", "DRAFT", "SALE", "SETTING"),
    *("PROGRAMMES", "PROGRAMME_VERSION", "PROGRAMME_VERSION_AT", "USUAL", "LAST_VISIT", "_LET_GO"),
}
"""Tables of a few rows, or an index read from its end until enough is found."""


@pytest.fixture
def migrated(store: LocalStore, path: Path) -> Iterator[Connection]:
    connection = connect(path, KEY, writing=True)
    yield connection
    connection.close()


@pytest.fixture
def declared(tmp_path: Path) -> Iterator[Connection]:
    """Built from the metadata alone."""
    connection = connect(tmp_path / "declared.db", KEY, writing=True, creating=True)
    metadata.create_all(pooled(lambda: connection, StaticPool))
    yield connection
    connection.close()


def shape(connection: Connection) -> dict[str, list[Row]]:
    """Everything SQLite knows of the tables: columns, keys, indexes, references, STRICT and WITHOUT ROWID."""
    shapes = {}
    for (table,) in connection.execute(TABLES).fetchall():
        if table == "alembic_version":
            continue
        rows = connection.execute(f"PRAGMA table_xinfo({table})").fetchall()
        rows += sorted(connection.execute(f"PRAGMA foreign_key_list({table})").fetchall())
        rows += connection.execute(f"PRAGMA table_list({table})").fetchall()
        for index in sorted(connection.execute(f"PRAGMA index_list({table})").fetchall(), key=lambda i: i[1]):
            rows.append(index[1:])
            rows += connection.execute(f"PRAGMA index_xinfo({index[1]})").fetchall()
        shapes[table] = rows
    return shapes


def test_migrations_build_what_is_declared(migrated: Connection, declared: Connection) -> None:
    assert shape(migrated).keys() == metadata.tables.keys()
    for table, rows in shape(declared).items():
        assert shape(migrated)[table] == rows, table


def test_alembic_finds_nothing_to_do(migrated: Connection) -> None:
    with pooled(lambda: migrated, StaticPool).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_new_store_is_at_the_head(migrated: Connection) -> None:
    assert stamp_of(migrated) == HEAD


def statements() -> dict[str, str]:
    named = {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}": text
        for module in (booking, card_statements, gift_card_reading, gift_cards, journal, queries)
        for name, text in vars(module).items()
        if isinstance(text, str) and text.startswith(("SELECT", "UPDATE"))
    }
    return {name: text for name, text in named.items() if name.rsplit(".", 1)[-1] not in MAY_SCAN}


@pytest.mark.parametrize("name", sorted(statements()))
def test_no_statement_of_the_counter_scans_a_table(migrated: Connection, name: str) -> None:
    text = statements()[name]

    plan = migrated.execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?")).fetchall()

    scans = [step[3] for step in plan if step[3].startswith("SCAN") and "latest" not in step[3]]
    assert scans in ([], ["SCAN journal"] if name == "journal._HEAD" else [])


def test_what_reads_an_index_from_its_end_does_not_sort(migrated: Connection) -> None:
    of_visits = (queries.LAST_VISIT, queries.TILL_VISITS, queries.RECENT_VISITS)
    for text in (*of_visits, queries.USUAL, journal._HEAD):
        plan = migrated.execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?")).fetchall()

        assert not any("TEMP B-TREE" in step[3] for step in plan), plan


@pytest.mark.parametrize("key", ["family_first", "given_first", "phone_key"])
@pytest.mark.parametrize("further_words", [0, 2])
def test_a_search_reads_one_range_of_an_index(migrated: Connection, key: str, further_words: int) -> None:
    text = search._search(key, further_words)

    plan = migrated.execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?")).fetchall()

    steps = [step[3] for step in plan]
    assert any("SEARCH members USING COVERING INDEX" in step and f"{key}>?" in step for step in steps), steps
    assert [step for step in steps if step.startswith("SCAN")] == ["SCAN found"]
    assert not any("TEMP B-TREE" in step for step in steps)
