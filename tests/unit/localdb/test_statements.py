"""Texts compiled from Core: their values are given by position, so the positions are checked."""

import pytest
from sqlalchemy import bindparam, select

from fidpos.localdb.statements import (
    AT_MOST,
    add_to_row,
    create_indexes,
    drop_indexes,
    insert_if_new,
    insert_row,
    replace_row,
    sql,
)
from fidpos.localdb.tables import balances, draft, visits


def test_the_order_of_values_is_the_order_of_names() -> None:
    statement = select(visits.c.id).where(visits.c.points > bindparam("least")).suffix_with(AT_MOST)

    assert sql(statement, "least", "rows").split() == (
        ["SELECT", "visits.id", "FROM", "visits", "WHERE", "visits.points", ">", "?", "LIMIT", "?"]
    )


def test_values_in_another_order_are_refused() -> None:
    statement = select(visits.c.id).where(visits.c.points > bindparam("least")).suffix_with(AT_MOST)

    with pytest.raises(ValueError, match="least"):
        sql(statement, "rows", "least")


def test_a_constant_that_would_need_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="points_1"):
        sql(select(visits.c.id).where(visits.c.points > 0))


def test_an_insert_takes_the_columns_in_the_order_of_the_table() -> None:
    assert insert_row(draft) == "INSERT INTO draft (slot, body) VALUES (?, ?)"


def test_an_insert_can_leave_a_row_that_is_there() -> None:
    assert insert_if_new(draft).endswith("ON CONFLICT (slot) DO NOTHING")


def test_an_insert_can_add_to_a_row_that_is_there() -> None:
    text = add_to_row(balances, balances.c.amount)

    assert text.endswith(
        "ON CONFLICT (account_id, counter) DO UPDATE SET amount = (balances.amount + excluded.amount)"
    )


def test_an_insert_can_replace_what_is_not_the_key() -> None:
    assert replace_row(draft).endswith("ON CONFLICT (slot) DO UPDATE SET body = excluded.body")


def test_every_index_that_is_dropped_is_made_again() -> None:
    dropped = [text.split()[-1] for text in drop_indexes()]
    made = [text.split(" ON ")[0].split()[-1] for text in create_indexes()]

    assert dropped == made
    assert "open_lots" in made
