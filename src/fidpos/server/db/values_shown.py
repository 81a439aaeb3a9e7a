"""What members are worth, as the pages show it: the newest valuation, whole at any time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from fidpos.domain.ids import ShopId
from fidpos.server.db.work import Work
from fidpos.server.services.figures.lifetime import Standing, ValueSettings

SHOWN = 25

_LATEST: LiteralString = """
    SELECT made_at, as_of, standing, members, returned, body FROM valuations
    ORDER BY made_at DESC, id DESC LIMIT 1
"""
_SEEN: LiteralString = """
    WITH v AS (
        SELECT * FROM member_values e
        WHERE valuation_id = (SELECT id FROM valuations ORDER BY made_at DESC, id DESC LIMIT 1)
            AND (%(shops)s::uuid[] IS NULL OR EXISTS (
            SELECT FROM member_shops s WHERE s.member_id = e.member_id AND s.shop_id = ANY(%(shops)s)
        ))
    )
"""
_TENTHS: LiteralString = """
    SELECT tenth, count(*), sum(worth_minor)::bigint, min(worth_minor) FROM (
        SELECT worth_minor, ntile(10) OVER (ORDER BY worth_minor DESC, member_id) AS tenth FROM v
    ) ranked GROUP BY tenth ORDER BY tenth
"""
_ALIVE: LiteralString = """
    SELECT least(alive_ppm / 100000, 9), count(*) FROM v WHERE alive_ppm IS NOT NULL GROUP BY 1
"""
_SUMS: LiteralString = """
    SELECT count(*), coalesce(sum(past_minor), 0)::bigint, sum(future_minor)::bigint, avg(alive_ppm)::integer
    FROM v
"""
_BEST: LiteralString = """
    SELECT v.member_id, m.number, m.profile ->> 'given_name', m.profile ->> 'family_name', v.days, v.last_on,
        v.revenue_minor, v.past_minor, v.alive_ppm, v.purchases_milli, v.spending_minor, v.future_minor,
        v.worth_minor
    FROM v JOIN members m ON m.id = v.member_id AND m.erased_at IS NULL
    WHERE %(worth)s::bigint IS NULL OR (v.worth_minor, v.member_id) < (%(worth)s, %(after)s::uuid)
    ORDER BY v.worth_minor DESC, v.member_id DESC LIMIT %(at_most)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The newest valuation.

    Attributes:
        models: parameters by name; empty where nothing is said of the future.
        categories: what was sold by category.
    """

    made_at: datetime
    as_of: date
    standing: Standing
    members: int
    returned: int
    settings: ValueSettings
    models: Mapping[str, float] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenth:
    """A tenth of the members, those who are worth most first."""

    number: int
    members: int
    worth_minor: int
    least_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Of everybody who is seen."""

    members: int
    past_minor: int
    future_minor: int | None
    alive_ppm: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """A member in the list."""

    member_id: UUID
    number: str
    given_name: str | None
    family_name: str | None
    days: int
    last_on: date
    revenue_minor: int
    past_minor: int
    alive_ppm: int | None
    purchases_milli: int | None
    spending_minor: int | None
    future_minor: int | None
    worth_minor: int


def latest_valuation(work: Work) -> Kept | None:
    """What the pages show; None before the first night."""
    row = work.run(_LATEST).fetchone()
    if row is None:
        return None
    made_at, as_of, standing, members, returned, body = row
    return Kept(
        made_at=made_at,
        as_of=as_of,
        standing=Standing(standing),
        members=members,
        returned=returned,
        settings=ValueSettings(**body["settings"]),
        models=body["models"],
        categories=body["categories"],
    )


def sums(work: Work, shops: Collection[ShopId] | None) -> Sums:
    """Of the members of these shops."""
    row = work.run(_SEEN + _SUMS, _seen(shops)).fetchone()
    assert row is not None
    return Sums(members=row[0], past_minor=row[1], future_minor=row[2], alive_ppm=row[3])


def tenths(work: Work, shops: Collection[ShopId] | None) -> list[Tenth]:
    """The members of these shops in ten groups of one size."""
    names = ("number", "members", "worth_minor", "least_minor")
    return [Tenth(**dict(zip(names, row, strict=True))) for row in work.run(_SEEN + _TENTHS, _seen(shops))]


def alive(work: Work, shops: Collection[ShopId] | None) -> list[int]:
    """How many members still buy with a chance of 0 to 10 %, of 10 to 20 %, and so on."""
    found: dict[int, int] = dict(work.run(_SEEN + _ALIVE, _seen(shops)).fetchall())
    return [found.get(step, 0) for step in range(10)] if found else []


def best(
    work: Work, shops: Collection[ShopId] | None, after: tuple[int, UUID] | None, at_most: int = SHOWN
) -> list[Valued]:
    """Who is worth most, after the one whose worth and id are named."""
    worth, member = after or (None, None)
    names = Valued.__dataclass_fields__
    found = work.run(_SEEN + _BEST, {**_seen(shops), "worth": worth, "after": member, "at_most": at_most})
    return [Valued(**dict(zip(names, row, strict=True))) for row in found]


def _seen(shops: Collection[ShopId] | None) -> dict[str, object]:
    return {"shops": None if shops is None else sorted(shops)}
