"""Finding a member by what they say: a name, as far as it was typed, or a whole phone or card number.

Each key column has its index; a search reads one range of it. A name is found from its family name or its
given name on; further words narrow it down: `dup mar` finds Dupont Marie. Measured: docs/benchmarks.md.
A number, of a telephone or a card, is found whole or not at all: by its beginnings, anybody could complete a
masked one digit by digit.
"""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Column, ColumnElement, Subquery, and_, bindparam, func, literal_column, select, union

from fidpos.columns import day_from_int, id_from_blob
from fidpos.domain.card import TokenKind
from fidpos.domain.folding import (
    after_prefix,
    card_number,
    fold,
    fold_phone,
    looks_like_phone,
    mask_phone,
)
from fidpos.domain.ids import MemberId
from fidpos.localdb.engine import Reader, Row
from fidpos.localdb.statements import AT_MOST, sql
from fidpos.localdb.tables import cards, day_aggregates, members
from fidpos.till.ports import MemberHit

ALIKE_MAX = 4
"""Members shown who may be the one that is being enrolled."""


def find_members(reader: Reader, text: str, limit: int) -> tuple[MemberHit, ...]:
    """Whose card it is; then whose phone it is, or whose family name, then given name, begins with it."""
    by_card = _with_card(reader, text, limit)
    if looks_like_phone(text):
        return _hits([*by_card, *reader.all(_equal("phone_key"), fold_phone(text), limit)])[:limit]
    words = fold(text).split()
    if not words:
        return _hits(by_card)
    values = (words[0], after_prefix(words[0]), *(f"% {word}%" for word in words[1:]), limit)
    by_family = reader.all(_search("family_first", len(words) - 1), *values)
    by_given = reader.all(_search("given_first", len(words) - 1), *values)
    return _hits([*by_card, *by_family, *by_given])[:limit]


def _with_card(reader: Reader, text: str, limit: int) -> Sequence[Row]:
    number = card_number(text)
    if not number:
        return ()
    tokens = (f"{kind.value}:{number}" for kind in (TokenKind.NUMBER, TokenKind.UID))
    return reader.all(_by_card(), *tokens, number, limit)


def members_reached_at(reader: Reader, phone: str, email: str) -> tuple[MemberHit, ...]:
    """Those who have that phone, then those who have that e-mail address; at most `ALIKE_MAX` of each."""
    by_phone = reader.all(_equal("phone_key"), fold_phone(phone), ALIKE_MAX) if phone else []
    by_email = reader.all(_equal("email_key"), email, ALIKE_MAX) if email else []
    return _hits([*by_phone, *by_email])


def members_named(reader: Reader, given_name: str, family_name: str) -> tuple[MemberHit, ...]:
    """Those who have both names, folded; none while one of them is missing."""
    whole = fold(f"{family_name} {given_name}")
    if not fold(given_name) or not fold(family_name):
        return ()
    return _hits(reader.all(_equal("family_first"), whole, ALIKE_MAX))


@cache
def _search(key: str, further_words: int) -> str:
    words = [f"word{n}" for n in range(further_words)]
    column = members.c[key]
    begins = and_(column >= bindparam("first"), column < bindparam("after"))
    contains = [column.like(bindparam(word)) for word in words]
    return _shown(column, _found(column, begins, *contains), "first", "after", *words)


@cache
def _equal(key: str) -> str:
    column = members.c[key]
    return _shown(column, _found(column, column == bindparam("whole")), "whole")


@cache
def _by_card() -> str:
    owners = union(
        select(cards.c.member_id).where(cards.c.token.in_([bindparam("number"), bindparam("uid")])),
        select(members.c.id).where(members.c.number == bindparam("own")),
    )
    found = _found(members.c.number, members.c.id.in_(owners), members.c.merged_into.is_(None))
    return _shown(members.c.number, found, "number", "uid", "own")


def _shown(column: Column[str], found: Subquery, *names: str) -> str:
    last_day = (
        select(func.max(day_aggregates.c.day))
        .where(day_aggregates.c.member_id == members.c.id, day_aggregates.c.visits > literal_column("0"))
        .scalar_subquery()
    )
    return sql(
        select(
            members.c.id,
            members.c.given_name,
            members.c.family_name,
            members.c.phone,
            members.c.tier,
            last_day,
        )
        .join_from(found, members, members.c.id == found.c.id)
        .order_by(found.c[column.name], found.c.id),
        *names,
        "rows",
    )


def _found(column: Column[str], *conditions: ColumnElement[bool]) -> Subquery:
    # Who is found is decided in the index alone; as one query, SQLite would fetch each row before looking
    # at the further words: 120 ms instead of 0.4 for a frequent given name among 100,000.
    return (
        select(members.c.id, column)
        .where(*conditions)
        .order_by(column, members.c.id)
        .suffix_with(AT_MOST)
        .subquery("found")
    )


def _hits(rows: Sequence[Row]) -> tuple[MemberHit, ...]:
    return tuple({row[0]: _hit_from_row(row) for row in rows}.values())


def _hit_from_row(row: Row) -> MemberHit:
    blob, given_name, family_name, phone, tier, last_day = row
    return MemberHit(
        member_id=MemberId(id_from_blob(blob)),
        name=f"{given_name} {family_name}".strip(),
        masked_phone=mask_phone(phone),
        tier_code=tier or "",
        last_visit_on=None if last_day is None else day_from_int(last_day),
    )
