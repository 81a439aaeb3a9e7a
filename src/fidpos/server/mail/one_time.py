"""One-time codes: six digits that somebody reads in a mail and types, to show that the address is theirs.

Of the table of the outbox's neighbour only a keyed digest is kept. A new code replaces the one before.
"""

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import LiteralString
from uuid import UUID

from fidpos.server.db.work import Work
from fidpos.server.mail.letter import Letter, MailKind
from fidpos.server.mail.outbox import send

LASTS = timedelta(minutes=10)
TRIES = 5
_DIGITS = 6

_KEEP: LiteralString = """
    INSERT INTO one_time_codes (merchant_id, purpose, subject_id, digest, ends_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (merchant_id, purpose, subject_id) DO UPDATE
    SET digest = excluded.digest, ends_at = excluded.ends_at, tries = 0
"""
_TRY: LiteralString = """
    UPDATE one_time_codes SET tries = tries + 1
    WHERE purpose = %s AND subject_id = %s AND tries < %s AND ends_at > %s RETURNING digest
"""
_FORGET: LiteralString = "DELETE FROM one_time_codes WHERE purpose = %s AND subject_id = %s"
_FORGET_OLD: LiteralString = "DELETE FROM one_time_codes WHERE ends_at <= %s"


def send_code(work: Work, purpose: str, subject: UUID, *, to: str, language: str) -> None:
    """Mail a code to an address; who guesses has five tries and ten minutes.

    Args:
        work: the transaction that wants it.
        purpose: a code is good for this alone.
        subject: whose it is.
        to: the address that is to be shown theirs.
        language: of the mail.
    """
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    digest = _digest(work, purpose, subject, code)
    ends_at = work.clock.now() + LASTS
    work.run(_KEEP, [work.merchant_id, purpose, subject, digest, ends_at])
    send(
        work,
        Letter(
            kind=MailKind.ONE_TIME_CODE,
            to=to,
            language=language,
            params={"code": code, "minutes": LASTS.seconds // 60},
        ),
    )


def is_code(work: Work, purpose: str, subject: UUID, said: str) -> bool:
    """Whether it is the code that was sent last; a right one is good once.

    The try counts whatever comes of it, so that the transaction has to be committed for a wrong one as well.
    """
    row = work.run(_TRY, [purpose, subject, TRIES, work.clock.now()]).fetchone()
    digest = _digest(work, purpose, subject, said.strip())
    if row is None or not hmac.compare_digest(row[0], digest):
        return False
    work.run(_FORGET, [purpose, subject])
    return True


def forget_old_codes(work: Work) -> None:
    """Those that are past their time."""
    work.run(_FORGET_OLD, [work.clock.now()])


def _digest(work: Work, purpose: str, subject: UUID, code: str) -> bytes:
    told = b"\0".join((b"one-time", work.merchant_id.bytes, purpose.encode(), subject.bytes, code.encode()))
    return hmac.new(work.master_key, told, sha256).digest()
