"""Letters that wait, kept with the act that wants them and sealed until they are sent.

What a letter says of a member is sealed under the member's own key: erasing them makes it unreadable. A gift
card's letter comes as the till sealed its address; nothing else of it is kept.
"""

from dataclasses import dataclass, field
from typing import LiteralString
from uuid import UUID

import msgspec

from fidpos.domain.ids import uuid7
from fidpos.server.db.queueing import Errand, queue
from fidpos.server.db.work import Work
from fidpos.server.mail.letter import Letter, MailKind, MailState
from fidpos.vault import sealing

_KEEP: LiteralString = """
    INSERT INTO mails (merchant_id, id, kind, language, state, subject_id, sealed, asked_at)
    VALUES (%s, %s, %s, %s, 'waiting', %s, %s, %s)
    ON CONFLICT (merchant_id, id) DO NOTHING
"""
_TAKE: LiteralString = """
    UPDATE mails SET tries = tries + 1 WHERE id = %s AND state = 'waiting'
    RETURNING kind, language, subject_id, sealed, tries
"""
_END: LiteralString = """
    UPDATE mails SET state = %s, fault = %s, sealed = NULL, ended_at = %s WHERE id = %s AND state = 'waiting'
"""
_FAULT: LiteralString = "UPDATE mails SET fault = %s WHERE id = %s AND state = 'waiting'"
_KEY: LiteralString = "SELECT sealed FROM subject_keys WHERE subject_id = %s"


class _Content(msgspec.Struct, frozen=True, kw_only=True):
    to: str
    params: dict[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A letter of the outbox, as it is taken.

    Attributes:
        sealed: see `opened`; of a gift card's letter, the address as the till sealed it.
        tries: with this one.
    """

    id: UUID
    kind: MailKind
    language: str
    subject_id: UUID | None
    sealed: bytes = field(repr=False)
    tries: int


def send(work: Work, letter: Letter) -> UUID | None:
    """Put a letter into the outbox, in the transaction of the act that wants it: it leaves after the commit.

    Returns:
        Its id; None when the member it is about is forgotten.
    """
    mail_id = uuid7(work.clock.now())
    content = _Content(to=letter.to, params=dict(letter.params))
    key = _key(work, letter.subject_id)
    if key is None:
        return None
    sealed = sealing.seal(key, msgspec.json.encode(content), mail_id.bytes)
    _keep(work, mail_id, letter.kind, letter.language, letter.subject_id, sealed)
    return mail_id


def send_gift_card(work: Work, event_id: UUID, gift_card_id: UUID, sealed: bytes, language: str) -> None:
    """As a till or the office asked for in an event; the same event sends it once."""
    _keep(work, event_id, MailKind.GIFT_CARD, language, gift_card_id, sealed)


def take(work: Work, mail_id: UUID) -> Kept | None:
    """A letter that waits, to be delivered now; None for what is over."""
    row = work.run(_TAKE, [mail_id]).fetchone()
    if row is None:
        return None
    kind, language, subject_id, sealed, tries = row
    return Kept(
        id=mail_id,
        kind=MailKind(kind),
        language=language,
        subject_id=subject_id,
        sealed=sealed,
        tries=tries,
    )


def opened(work: Work, kept: Kept) -> Letter | None:
    """What it says; None for who is forgotten by now.

    Raises:
        SealBroken: the database is not of this centre's key.
    """
    key = _key(work, kept.subject_id)
    if key is None:
        return None
    content = msgspec.json.decode(sealing.unseal(key, kept.sealed, kept.id.bytes), type=_Content)
    return Letter(
        kind=kept.kind,
        to=content.to,
        language=kept.language,
        params=content.params,
        subject_id=kept.subject_id,
    )


def end(work: Work, mail_id: UUID, state: MailState, fault: str | None = None) -> None:
    """It is over; what it said is forgotten."""
    work.run(_END, [state, fault, work.clock.now(), mail_id])


def delay(work: Work, mail_id: UUID, fault: str) -> None:
    """It waits on, for this reason."""
    work.run(_FAULT, [fault, mail_id])


def own_key(work: Work, subject_id: UUID) -> bytes | None:
    """The own key of a member or gift card; None once it is destroyed."""
    row = work.run(_KEY, [subject_id]).fetchone()
    return work.unseal_key(subject_id, row[0]) if row is not None else None


def _key(work: Work, subject_id: UUID | None) -> bytes | None:
    return work.master_key if subject_id is None else own_key(work, subject_id)


def _keep(work: Work, mail_id: UUID, *row: object) -> None:
    work.run(_KEEP, [work.merchant_id, mail_id, *row, work.clock.now()])
    queue(work, Errand.MAIL, mail_id)
