"""What is sealed under the master key, sealed anew under another one.

A merchant's members and gift cards have keys of their own, people of the office their second factors.
"""

from dataclasses import replace
from typing import LiteralString
from uuid import UUID

from fidpos.server.db.arrays import blobs, uuids
from fidpos.server.db.work import Work
from fidpos.vault.errors import SealBroken

PAGE = 5_000

_PAGE: LiteralString = """
    SELECT subject_id, sealed FROM subject_keys WHERE subject_id > %s ORDER BY subject_id LIMIT %s FOR UPDATE
"""
_RESEAL: LiteralString = """
    UPDATE subject_keys k SET sealed = n.sealed
    FROM unnest(%s, %s) n (subject_id, sealed) WHERE k.subject_id = n.subject_id
"""


_FACTORS: LiteralString = """
    SELECT id, totp_sealed FROM office_people WHERE totp_sealed IS NOT NULL ORDER BY id FOR UPDATE
"""
_RESEAL_FACTOR: LiteralString = "UPDATE office_people SET totp_sealed = %s WHERE id = %s"


def reseal_factors(work: Work, master_key: bytes) -> None:
    """The second factors of the people of a merchant's office, or of the house.

    Raises:
        SealBroken: one is sealed under neither key.
    """
    new = replace(work, master_key=master_key)
    for person_id, old in work.run(_FACTORS).fetchall():
        work.run(
            _RESEAL_FACTOR, [new.seal_key(person_id, _opened(work, new, person_id, bytes(old))), person_id]
        )


def reseal(work: Work, master_key: bytes, after: UUID) -> UUID | None:
    """One page of keys; what is sealed under the new key already stays as it is.

    Args:
        work: with the master key until now.
        master_key: the new one.
        after: the last subject of the page before, the smallest id at first.

    Returns:
        The last subject of the page; None when there was none.

    Raises:
        SealBroken: a key is sealed under neither.
    """
    rows = work.run(_PAGE, [after, PAGE]).fetchall()
    if not rows:
        return None
    new = replace(work, master_key=master_key)
    sealed = {subject: new.seal_key(subject, _opened(work, new, subject, old)) for subject, old in rows}
    work.run(_RESEAL, [uuids(sealed), blobs(sealed.values())])
    return UUID(str(rows[-1][0]))


def _opened(old: Work, new: Work, subject: UUID, sealed: bytes) -> bytes:
    try:
        return old.unseal_key(subject, sealed)
    except SealBroken:
        return new.unseal_key(subject, sealed)
