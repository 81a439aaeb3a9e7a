"""Files that were sent to be taken in, as they are kept; and what is there already of what a file names."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.ids import uuid7
from fidpos.server.db.arrays import blobs, texts, uuids
from fidpos.server.db.import_choices import choices_from_json, choices_to_json
from fidpos.server.db.work import Work
from fidpos.server.services.importing.choices import Choices
from fidpos.server.services.importing.naming import Naming, keyed
from fidpos.server.services.importing.target import Theme

KEPT = timedelta(days=7)
"""How long a file waits to be taken in before its content goes: it is full of people."""

_KEEP: LiteralString = """
    INSERT INTO imports (merchant_id, id, name, theme, size, headings, body, asked_by, asked_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_FIND: LiteralString = """
    SELECT id, name, theme, size, headings, choices, asked_by, asked_at, checked_by_job,
        done_by_job, body IS NOT NULL
    FROM imports WHERE id = %s
"""
_LATEST: LiteralString = """
    SELECT id, name, theme, size, headings, choices, asked_by, asked_at, checked_by_job,
        done_by_job, body IS NOT NULL
    FROM imports ORDER BY asked_at DESC, id DESC LIMIT %s
"""
_BODY: LiteralString = "SELECT body FROM imports WHERE id = %s"
_CHOOSE: LiteralString = "UPDATE imports SET choices = %s WHERE id = %s"
_CHECKED: LiteralString = "UPDATE imports SET checked_by_job = %s WHERE id = %s"
_DONE: LiteralString = "UPDATE imports SET done_by_job = %s WHERE id = %s"
_FORGET: LiteralString = "UPDATE imports SET body = NULL WHERE id = %s AND body IS NOT NULL"
_FORGET_OLD: LiteralString = "UPDATE imports SET body = NULL WHERE body IS NOT NULL AND asked_at < %s"
_KEEP_MAPPING: LiteralString = """
    INSERT INTO import_mappings (merchant_id, theme, name, choices, kept_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (merchant_id, theme, name)
    DO UPDATE SET choices = excluded.choices, kept_at = excluded.kept_at
"""
_MAPPINGS: LiteralString = "SELECT name, choices FROM import_mappings WHERE theme = %s ORDER BY name"
_MEMBERS: LiteralString = "SELECT id FROM members WHERE id = ANY(%s)"
_ERASED: LiteralString = "SELECT member_id FROM erasures WHERE member_id = ANY(%s)"
_NUMBERS: LiteralString = """
    SELECT number, id FROM members WHERE number = ANY(%s) AND erased_at IS NULL
"""
_CARDS: LiteralString = "SELECT token, member_id FROM cards WHERE token = ANY(%s)"
_EVENTS: LiteralString = "SELECT event_id FROM server_journal WHERE event_id = ANY(%s)"
_GIFT_CARDS: LiteralString = "SELECT id FROM gift_cards WHERE id = ANY(%s)"
_GIFT_NUMBERS: LiteralString = "SELECT number_hash, id FROM gift_cards WHERE number_hash = ANY(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file that was sent.

    Attributes:
        choices: what its columns are; None before anybody said so.
        is_there: its content was not forgotten yet.
    """

    id: UUID
    name: str
    theme: Theme
    size: int
    headings: Sequence[str]
    choices: Choices | None
    asked_by: UUID
    asked_at: datetime
    checked_by_job: UUID | None
    done_by_job: UUID | None
    is_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is there of the members that some rows name.

    Attributes:
        members: ids.
        erased: ids of those who were forgotten.
        numbers: who has them.
        cards: by their text, whose they are.
    """

    members: Collection[UUID]
    erased: Collection[UUID]
    numbers: Mapping[str, UUID]
    cards: Mapping[str, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGiftCards:
    """What is there of the gift cards that some rows name; `numbers` by the digest of the number."""

    cards: Collection[UUID]
    numbers: Mapping[bytes, UUID]


def keep_file(
    work: Work, name: str, theme: Theme, *, headings: Sequence[str], body: bytes, asked_by: UUID
) -> UUID:
    """A file that was sent; returns its id."""
    now = work.clock.now()
    file_id = uuid7(now)
    values = [file_id, name, theme.value, len(body), Jsonb(list(headings)), body, asked_by, now]
    work.run(_KEEP, [work.merchant_id, *values])
    return file_id


def find_file(work: Work, file_id: UUID) -> SentFile | None:
    """The file of this id."""
    row = work.run(_FIND, [file_id]).fetchone()
    return _file(row) if row else None


def latest_files(work: Work, at_most: int) -> Sequence[SentFile]:
    """Those that were sent last."""
    return [_file(row) for row in work.run(_LATEST, [at_most])]


def body_of(work: Work, file_id: UUID) -> bytes | None:
    """Its content; None once that is forgotten."""
    row = work.run(_BODY, [file_id]).fetchone()
    return bytes(row[0]) if row and row[0] is not None else None


def choose(work: Work, file_id: UUID, choices: Choices) -> None:
    """What its columns are; whatever was checked before is to be checked again."""
    work.run(_CHOOSE, [Jsonb(choices_to_json(choices)), file_id])
    work.run(_CHECKED, [None, file_id])


def checked_by(work: Work, file_id: UUID, job_id: UUID) -> None:
    """A job looks what would become of it."""
    work.run(_CHECKED, [job_id, file_id])


def done_by(work: Work, file_id: UUID, job_id: UUID) -> None:
    """A job takes it in."""
    work.run(_DONE, [job_id, file_id])


def forget_file(work: Work, file_id: UUID) -> bool:
    """Its content goes; what became of it stays."""
    return work.changed(_FORGET, [file_id]) == 1


def forget_old_files(work: Work) -> int:
    """The content of those that nobody took in goes; returns how many there were."""
    return work.changed(_FORGET_OLD, [work.clock.now() - KEPT])


def keep_mapping(work: Work, theme: Theme, name: str, by_heading: Mapping[str, str]) -> None:
    """What each heading is, under a name; the same name is used anew."""
    values = [work.merchant_id, theme.value, name, Jsonb(dict(by_heading)), work.clock.now()]
    work.run(_KEEP_MAPPING, values)


def mappings(work: Work, theme: Theme) -> Mapping[str, Mapping[str, str]]:
    """By name, what each heading is."""
    return dict(work.run(_MAPPINGS, [theme.value]).fetchall())


def naming_of(work: Work) -> Naming:
    """How this merchant's things are named: under the centre's key, which no copy of the database has."""
    return Naming(keyed(work.master_key, work.merchant_id.bytes))


def known_members(
    work: Work, ids: Iterable[UUID], numbers: Collection[str], tokens: Collection[str]
) -> Known:
    """What is there of all these, in one round trip."""
    wanted = uuids(ids)
    with work.connection.pipeline():
        members = work.run(_MEMBERS, [wanted])
        erased = work.run(_ERASED, [wanted])
        named = work.run(_NUMBERS, [texts(numbers)])
        cards = work.run(_CARDS, [texts(tokens)])
    return Known(
        members={id_ for (id_,) in members},
        erased={id_ for (id_,) in erased},
        numbers=dict(named.fetchall()),
        cards=dict(cards.fetchall()),
    )


def known_events(work: Work, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those that the office told before."""
    return frozenset(id_ for (id_,) in work.run(_EVENTS, [uuids(ids)]))


def known_gift_cards(work: Work, ids: Iterable[UUID], digests: Collection[bytes]) -> KnownGiftCards:
    """What is there of all these, in one round trip."""
    with work.connection.pipeline():
        cards = work.run(_GIFT_CARDS, [uuids(ids)])
        numbers = work.run(_GIFT_NUMBERS, [blobs(digests)])
    return KnownGiftCards(
        cards={id_ for (id_,) in cards},
        numbers={bytes(digest): id_ for digest, id_ in numbers},
    )


def _file(row: TupleRow) -> SentFile:
    id_, name, theme, size, headings, choices, by, at, checked, done, is_there = row
    return SentFile(
        id=id_,
        name=name,
        theme=Theme(theme),
        size=size,
        headings=tuple(headings),
        choices=choices_from_json(choices) if choices is not None else None,
        asked_by=by,
        asked_at=at,
        checked_by_job=checked,
        done_by_job=done,
        is_there=is_there,
    )
