"""Who must not come back: addresses and numbers of who was erased, as digests keyed by the centre.

An import asks for each row; nobody can read out of the table whose address it was. Enrolling again in person
is another matter: somebody who wants a card again gets one.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import LiteralString
from uuid import UUID

from fidpos.server.db.work import Work

_ADD: LiteralString = """
    INSERT INTO suppressions (merchant_id, digest, at) SELECT %s, unnest(%s::bytea[]), %s
    ON CONFLICT (merchant_id, digest) DO NOTHING
"""
_FIND: LiteralString = "SELECT digest FROM suppressions WHERE digest = ANY(%s::bytea[])"
_CONTACTS: LiteralString = "SELECT profile ->> 'email', profile ->> 'phone' FROM members WHERE id = ANY(%s)"


def suppress(work: Work, contacts: Iterable[str]) -> None:
    """From now on these e-mail addresses and telephone numbers are not taken from an import.

    Args:
        work: the transaction that forgets whose they are.
        contacts: as members' files hold them: addresses in lower case, numbers in E.164.
    """
    _add(work, [_digest(work, contact) for contact in contacts if contact])


def suppress_members(work: Work, members: Iterable[UUID]) -> None:
    """What these members are reached by, while it can still be read."""
    _add(work, contact_digests(work, members))


def contact_digests(work: Work, members: Iterable[UUID]) -> list[bytes]:
    """Under which what these members are reached by is not taken again."""
    found = work.run(_CONTACTS, [list(members)]).fetchall()
    return [_digest(work, contact) for row in found for contact in row if contact]


def _add(work: Work, digests: list[bytes]) -> None:
    if digests:
        work.run(_ADD, [work.merchant_id, digests, work.clock.now()])


def suppressed(work: Work, contacts: Iterable[str]) -> frozenset[str]:
    """Those of them that must not come back."""
    digests = {_digest(work, contact): contact for contact in contacts if contact}
    if not digests:
        return frozenset()
    return frozenset(digests[bytes(found)] for (found,) in work.run(_FIND, [list(digests)]))


def _digest(work: Work, contact: str) -> bytes:
    told = b"suppression\0" + work.merchant_id.bytes + contact.strip().casefold().encode()
    return hmac.new(work.master_key, told, sha256).digest()
