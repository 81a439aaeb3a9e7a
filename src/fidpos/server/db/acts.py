"""What was written down (`audit`), read again: the latest first, by whom and what and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from fidpos.server.db.arrays import uuids
from fidpos.server.db.work import Work

_FIND: LiteralString = """
    SELECT id, at, actor_id, act, subject_id, detail FROM audit
    WHERE (%(before)s::uuid IS NULL OR id < %(before)s) AND (%(act)s::text IS NULL OR act = %(act)s)
        AND (%(actor)s::uuid IS NULL OR actor_id = %(actor)s)
        AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
        AND (%(until)s::timestamptz IS NULL OR at < %(until)s)
    ORDER BY id DESC LIMIT %(limit)s
"""
_KINDS: LiteralString = "SELECT DISTINCT ON (act) act, detail FROM audit ORDER BY act, id DESC"
_ACTORS: LiteralString = "SELECT DISTINCT actor_id FROM audit"
_NAMES: LiteralString = """
    SELECT id, name FROM office_people
    UNION ALL SELECT id, name FROM shops
    UNION ALL SELECT id, name FROM tills
    UNION ALL (SELECT DISTINCT ON (staff_id) staff_id, name FROM staff_versions
        ORDER BY staff_id, version DESC)
"""
_MEMBERS: LiteralString = "SELECT id, number FROM members WHERE id = ANY(%s) AND erased_at IS NULL"
_OF_THE_HOUSE: LiteralString = "SELECT id, name FROM office_people UNION ALL SELECT id, name FROM operators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which acts are looked for; None for all.

    Attributes:
        before: the last one of the page before.
        since, until: instants; the second one is no longer in it.
    """

    act: str | None = None
    actor: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act."""

    id: UUID
    at: datetime
    actor_id: UUID
    act: str
    subject_id: UUID | None
    detail: Mapping[str, str]


def find_acts(work: Work, wanted: Wanted, at_most: int) -> list[Done]:
    """The latest first."""
    values = {
        "act": wanted.act,
        "actor": wanted.actor,
        "since": wanted.since,
        "until": wanted.until,
        "before": wanted.before,
        "limit": at_most,
    }
    return [
        Done(id=row[0], at=row[1], actor_id=row[2], act=row[3], subject_id=row[4], detail=row[5])
        for row in work.run(_FIND, values)
    ]


def kinds_of_acts(work: Work) -> dict[str, tuple[str, ...]]:
    """What was ever done, each with the names of its details."""
    return {row[0]: tuple(row[1]) for row in work.run(_KINDS)}


def actors(work: Work) -> frozenset[UUID]:
    """Who ever did something."""
    return frozenset(row[0] for row in work.run(_ACTORS))


def names(work: Work) -> dict[UUID, str]:
    """Of the merchant's own: people of the office, shops, tills and their staff."""
    return {row[0]: row[1] for row in work.run(_NAMES)}


def members_among(work: Work, found: Iterable[Done]) -> dict[UUID, str]:
    """Their numbers, of the members to whom something was done."""
    subjects = uuids({done.subject_id for done in found if done.subject_id is not None})
    return {row[0]: row[1] for row in work.run(_MEMBERS, [subjects])}


def names_of_the_house(house: Work) -> dict[UUID, str]:
    """Of those who look after the installation."""
    return {row[0]: row[1] for row in house.run(_OF_THE_HOUSE)}
