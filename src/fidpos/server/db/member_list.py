"""Members as the office lists them: found by what somebody says of them, filtered, a page at a time.

A list is in the order of enrolment, the newest first, and pages go by the id, which grows with it. What may
be asked for is a closed set of fields; values are always parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from psycopg import sql
from psycopg.rows import TupleRow

from fidpos.contact.email import read_email
from fidpos.domain.folding import after_prefix, card_number, fold, fold_phone
from fidpos.domain.ids import MemberId, ShopId
from fidpos.domain.member import MemberStatus
from fidpos.server.db.work import Work

PAGE = 50
_DIGITS_MIN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFilter:
    """Whom a list is about; what is None or empty asks for nothing.

    Attributes:
        text: a name or its beginning, a telephone or card number, a member number, an e-mail address.
        scope: the only shops whose members there are for who asks; None for all.
        shop_id: whose tills hold them.
    """

    text: str = ""
    status: MemberStatus | None = None
    shop_id: ShopId | None = None
    tier: str = ""
    label: str = ""
    enrolled_from: date | None = None
    enrolled_until: date | None = None
    scope: frozenset[ShopId] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a list.

    Attributes:
        points: on the programme's first counter.
        last_visit: day of it; None for who never came.
    """

    id: MemberId
    given_name: str
    family_name: str
    number: str
    phone: str
    status: MemberStatus
    tier: str | None
    labels: tuple[str, ...]
    enrolled_on: date
    points: int = 0
    last_visit: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Some lines, and where the list goes on.

    Attributes:
        before: the id after which the page before begins; None for the first page.
    """

    members: Sequence[Listed]
    has_more: bool
    has_newer: bool


_LINES = sql.SQL("""
    SELECT m.id, coalesce(m.profile ->> 'given_name', ''), coalesce(m.profile ->> 'family_name', ''),
        m.number, coalesce(m.profile ->> 'phone', ''), m.status, m.tier,
        ARRAY(SELECT jsonb_array_elements_text(m.labels)), m.enrolled_on,
        coalesce((SELECT b.amount FROM balances b WHERE b.account_id = m.account_id
            AND b.counter = %(counter)s), 0),
        (SELECT max(v.business_day) FROM (
            SELECT business_day FROM visits WHERE member_id = m.id ORDER BY closed_at DESC LIMIT 3
        ) v)
    FROM ({chosen}) c JOIN members m ON m.id = c.id
    ORDER BY m.id DESC
""")
_CHOSEN = sql.SQL("SELECT m.id FROM members m WHERE {where} {beyond} ORDER BY m.id {order} LIMIT %(limit)s")
_COUNT = sql.SQL("SELECT count(*) FROM members m WHERE {where}")
_IDS = sql.SQL("SELECT m.id FROM members m WHERE {where} AND m.id > %(after)s ORDER BY m.id LIMIT %(limit)s")
_MATCHES = sql.SQL("SELECT EXISTS (SELECT FROM members m WHERE {where} AND m.id = %(member)s)")
_TIERS = sql.SQL("SELECT DISTINCT tier FROM members WHERE tier IS NOT NULL ORDER BY tier LIMIT 40")
_LABELS = sql.SQL("""
    SELECT DISTINCT l FROM members, jsonb_array_elements_text(labels) l
    WHERE labels <> '[]' ORDER BY l LIMIT 200
""")
_EVERYBODY = sql.SQL("m.merged_into IS NULL AND m.erased_at IS NULL")
_IN_SHOPS = sql.SQL(
    "EXISTS (SELECT FROM member_shops s WHERE s.member_id = m.id AND s.shop_id = ANY(%(scope)s))"
)
_CONDITIONS: Mapping[str, sql.SQL] = {
    "status": sql.SQL("m.status = %(status)s"),
    "shop_id": sql.SQL(
        "EXISTS (SELECT FROM member_shops s WHERE s.member_id = m.id AND s.shop_id = %(shop_id)s)"
    ),
    "tier": sql.SQL("m.tier = %(tier)s"),
    "label": sql.SQL("m.labels ? %(label)s"),
    "enrolled_from": sql.SQL("m.enrolled_on >= %(enrolled_from)s"),
    "enrolled_until": sql.SQL("m.enrolled_on <= %(enrolled_until)s"),
}
_SAID: Mapping[str, sql.SQL] = {
    "email": sql.SQL("m.profile ->> 'email' = %(email)s"),
    "phone": sql.SQL("m.phone_key = %(phone)s"),
    "number": sql.SQL("m.number = %(number)s"),
    "card": sql.SQL("m.id IN (SELECT member_id FROM cards WHERE token = ANY(%(card)s))"),
    "first": sql.SQL(
        "((m.family_first >= %(first)s AND m.family_first < %(after_first)s"
        " AND m.family_first LIKE ALL(%(words)s::text[]))"
        " OR (m.given_first >= %(first)s AND m.given_first < %(after_first)s"
        " AND m.given_first LIKE ALL(%(words)s::text[])))"
    ),
}


@dataclass(frozen=True, slots=True)
class _Where:
    """A filter as SQL."""

    clause: sql.Composable
    values: Mapping[str, object] = field(default_factory=dict)


def list_members(
    work: Work,
    asked: MemberFilter,
    counter: str,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    at_most: int = PAGE,
) -> ListPage:
    """A page of members.

    Args:
        work: a transaction that reads.
        asked: who.
        counter: whose points are shown.
        after: those enrolled before this one, the newest of them first.
        before: those enrolled after this one, the oldest of them: the page before.
        at_most: on a page.
    """
    where = _where(asked)
    beyond, order = sql.SQL(""), sql.SQL("DESC")
    if after is not None:
        beyond = sql.SQL("AND m.id < %(edge)s")
    elif before is not None:
        beyond, order = sql.SQL("AND m.id > %(edge)s"), sql.SQL("ASC")
    chosen = _CHOSEN.format(where=where.clause, beyond=beyond, order=order)
    values = {**where.values, "counter": counter, "edge": after or before, "limit": at_most + 1}
    rows = work.connection.execute(_LINES.format(chosen=chosen), values).fetchall()
    found = [_listed(row) for row in rows]
    more = len(found) > at_most
    if before is not None and after is None:
        return ListPage(members=found[-at_most:] if more else found, has_more=True, has_newer=more)
    return ListPage(members=found[:at_most], has_more=more, has_newer=after is not None)


def count_members(work: Work, asked: MemberFilter) -> int:
    """How many there are."""
    where = _where(asked)
    row = work.connection.execute(_COUNT.format(where=where.clause), where.values).fetchone()
    return int(row[0]) if row else 0


def member_ids(work: Work, asked: MemberFilter, after: UUID, at_most: int) -> list[MemberId]:
    """Some of them, in the order of their ids, for who goes through all."""
    where = _where(asked)
    values = {**where.values, "after": after, "limit": at_most}
    return [MemberId(id_) for (id_,) in work.connection.execute(_IDS.format(where=where.clause), values)]


def matching(asked: MemberFilter) -> tuple[sql.Composed, Mapping[str, object]]:
    """All of them as a statement that gives `member_id`, and its values."""
    where = _where(asked)
    statement = sql.SQL("SELECT m.id AS member_id FROM members m WHERE {}").format(where.clause)
    return statement, where.values


def is_seen(work: Work, member_id: MemberId, scope: frozenset[ShopId] | None) -> bool:
    """Whether the member is there for who sees only these shops."""
    where = _where(MemberFilter(scope=scope))
    values = {**where.values, "member": member_id}
    row = work.connection.execute(_MATCHES.format(where=where.clause), values).fetchone()
    return row is not None and bool(row[0])


def known_tiers(work: Work) -> list[str]:
    """Those that members have."""
    return [tier for (tier,) in work.connection.execute(_TIERS)]


def known_labels(work: Work) -> list[str]:
    """Groups that somebody is in."""
    return [label for (label,) in work.connection.execute(_LABELS)]


def _where(asked: MemberFilter) -> _Where:
    clauses: list[sql.Composable] = [_EVERYBODY]
    values: dict[str, object] = {}
    for name, condition in _CONDITIONS.items():
        wanted = getattr(asked, name)
        if wanted:
            clauses.append(condition)
            values[name] = wanted
    if asked.scope is not None:
        clauses.append(_IN_SHOPS)
        values["scope"] = sorted(asked.scope)
    if asked.text.strip():
        said = _said(asked.text)
        values |= said
        clauses.append(_any([condition for name, condition in _SAID.items() if name in said]))
    return _Where(sql.SQL(" AND ").join(clauses), values)


def _any(conditions: Sequence[sql.SQL]) -> sql.Composable:
    if not conditions:
        return sql.SQL("false")
    return sql.SQL("({})").format(sql.SQL(" OR ").join(conditions))


def _said(text: str) -> dict[str, object]:
    """Whatever the text could mean, each with its value; folded words mean nothing to LIKE."""
    said: dict[str, object] = {}
    text = text.strip()
    if "@" in text:
        return {"email": read_email(text) or text.lower()}
    number = card_number(text)
    if number:
        said["number"] = number
        said["card"] = [f"num:{number}", f"uid:{number.upper()}"]
    phone = fold_phone(text)
    if len(phone) >= _DIGITS_MIN:
        said["phone"] = phone
    words = fold(text).split()
    if words and not number.isdigit():
        said |= {
            "first": words[0],
            "after_first": after_prefix(words[0]),
            "words": [f"% {word}%" for word in words[1:]],
        }
    return said


def _listed(row: TupleRow) -> Listed:
    id_, given, family, number, phone, status, tier, labels, enrolled_on, points, last_visit = row
    return Listed(
        id=MemberId(id_),
        given_name=given,
        family_name=family,
        number=number,
        phone=phone,
        status=MemberStatus(status),
        tier=tier,
        labels=tuple(labels),
        enrolled_on=enrolled_on,
        points=points,
        last_visit=last_visit,
    )
