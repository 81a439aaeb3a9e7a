"""Who works in the office: their rows, how they come in, and what they may see.

A login names one person of the whole installation: `HOUSE` knows whose it is, the merchant knows the rest.
What proves who somebody is, is read in `charge` alone, which has counted the try before it tells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.ids import MerchantId, ShopId
from fidpos.server.db.work import Work

TRIES = 5
"""Failures in a row after which somebody waits."""
WAIT_LEAST = timedelta(minutes=1)
WAIT_MOST = timedelta(minutes=15)
"""Each further failure doubles the wait, up to this."""

_WHOSE: LiteralString = "SELECT of_merchant, person_id FROM office_logins WHERE login = %s"
_CLAIM: LiteralString = """
    INSERT INTO office_logins (merchant_id, login, of_merchant, person_id) VALUES (%s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
_CLAIM_AGAIN: LiteralString = (
    "UPDATE office_logins SET of_merchant = %s, person_id = %s WHERE login = %s AND person_id = %s"
)
_CHARGE: LiteralString = """
    UPDATE office_people SET failures = failures + 1,
        locked_until = CASE WHEN failures + 1 >= %(tries)s
            THEN %(now)s + least(%(most)s, %(least)s * power(2, least(failures + 1 - %(tries)s, 20))) END
    WHERE id = %(id)s AND disabled_at IS NULL AND totp_sealed IS NOT NULL AND password_hash IS NOT NULL
        AND (locked_until IS NULL OR locked_until <= %(now)s)
    RETURNING password_hash, totp_sealed, recovery
"""
_STEP: LiteralString = """
    UPDATE office_people SET totp_step = %(step)s, failures = 0, locked_until = NULL
    WHERE id = %(id)s AND totp_step < %(step)s
"""
_RECOVER: LiteralString = """
    UPDATE office_people SET recovery = recovery - %(digest)s::text, failures = 0, locked_until = NULL
    WHERE id = %(id)s AND recovery @> to_jsonb(%(digest)s::text)
"""
_PEOPLE: LiteralString = """
    SELECT p.id, p.login, p.name, p.role, p.language, p.all_shops, p.totp_sealed IS NOT NULL,
        jsonb_array_length(p.recovery), p.invite_until, p.disabled_at,
        ARRAY(SELECT o.shop_id FROM office_shops o WHERE o.person_id = p.id),
        (SELECT max(s.seen_at) FROM office_sessions s WHERE s.person_id = p.id)
    FROM office_people p
"""
_BY_NAME: LiteralString = f"{_PEOPLE} ORDER BY p.disabled_at IS NOT NULL, p.name, p.id"
_ONE: LiteralString = f"{_PEOPLE} WHERE p.id = %s"
_INVITED: LiteralString = (
    f"{_PEOPLE} WHERE p.invite_hash = %s AND p.invite_until > %s AND p.disabled_at IS NULL"
)
_ADD: LiteralString = """
    INSERT INTO office_people (merchant_id, id, login, name, role, language, all_shops, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_PLACE: LiteralString = "UPDATE office_people SET role = %s, all_shops = %s WHERE id = %s"
_LEAVE_SHOPS: LiteralString = "DELETE FROM office_shops WHERE person_id = %s"
_AT_SHOP: LiteralString = "INSERT INTO office_shops (merchant_id, person_id, shop_id) VALUES (%s, %s, %s)"
_INVITE: LiteralString = """
    UPDATE office_people SET invite_hash = %s, invite_until = %s, password_hash = NULL, totp_sealed = NULL,
        recovery = '[]', failures = 0, locked_until = NULL, disabled_at = NULL
    WHERE id = %s
"""
_SETTLE_IN: LiteralString = """
    UPDATE office_people SET password_hash = %s, totp_sealed = %s, totp_step = %s, recovery = %s,
        invite_hash = NULL, invite_until = NULL, failures = 0, locked_until = NULL
    WHERE id = %s AND invite_hash = %s
"""
_FORGIVE: LiteralString = "UPDATE office_people SET failures = 0, locked_until = NULL WHERE id = %s"
_OTHER_WORD: LiteralString = "UPDATE office_people SET password_hash = %s WHERE id = %s"
_SECOND: LiteralString = """
    UPDATE office_people SET totp_sealed = %s, totp_step = %s, recovery = %s WHERE id = %s
"""
_INTRODUCE: LiteralString = "UPDATE office_people SET name = %s, language = %s WHERE id = %s"
_DISABLE: LiteralString = """
    UPDATE office_people SET disabled_at = %s, invite_hash = NULL, invite_until = NULL
    WHERE id = %s AND disabled_at IS NULL
"""
_OWNERS: LiteralString = """
    SELECT id FROM office_people WHERE role = 'owner' AND disabled_at IS NULL ORDER BY id FOR UPDATE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePerson:
    """Somebody who works in the office.

    Attributes:
        login: their e-mail address, in small letters.
        all_shops: whether they see every shop, also those to come; else `shops`.
        has_settled_in: whether they have chosen a password and a second factor.
        recovery_left: how many codes for a lost phone are unused.
        invited_until: when their invitation ends, if it waits.
        seen_at: their last request in a session that still runs, if any.
    """

    id: UUID
    login: str
    name: str
    role: str
    language: str
    all_shops: bool
    has_settled_in: bool = False
    recovery_left: int = 0
    invited_until: datetime | None = None
    disabled_at: datetime | None = None
    shops: frozenset[ShopId] = frozenset()
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Factors:
    """What somebody has to match.

    Attributes:
        totp_secret: of their second factor.
        recovery: digests of unused codes.
    """

    password_hash: str
    totp_secret: bytes
    recovery: Sequence[str]

    def __repr__(self) -> str:
        """Says nothing, so that no traceback or log line carries a secret."""
        return "Factors(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose a login is."""

    merchant_id: MerchantId
    person_id: UUID


def whose(house: Work, login: str) -> Whose | None:
    """Whose the login is; None for nobody's. Read in the name of the house."""
    row = house.run(_WHOSE, [login]).fetchone()
    return None if row is None else Whose(merchant_id=MerchantId(row[0]), person_id=row[1])


def claim_login(house: Work, login: str, whose_it_is: Whose, *, instead_of: UUID | None = None) -> bool:
    """From now on the login is this person's; False when it is somebody's.

    Args:
        house: a transaction of the house.
        login: in small letters.
        whose_it_is: the person.
        instead_of: somebody who never came to be, and to whom it was given before.
    """
    person, merchant = whose_it_is.person_id, whose_it_is.merchant_id
    if instead_of is not None:
        return house.changed(_CLAIM_AGAIN, [merchant, person, login, instead_of]) > 0
    return house.changed(_CLAIM, [house.merchant_id, login, merchant, person]) > 0


def charge(work: Work, person_id: UUID) -> Factors | None:
    """Count one more try, and tell what it has to match; commit before anybody hears whether it did.

    Returns:
        None for who cannot come in: nobody, somebody who has left or not settled in, or who has to wait.
    """
    values = {
        "id": person_id,
        "now": work.clock.now(),
        "tries": TRIES,
        "least": WAIT_LEAST,
        "most": WAIT_MOST,
    }
    row = work.run(_CHARGE, values).fetchone()
    if row is None:
        return None
    secret = work.unseal_key(person_id, bytes(row[1]))
    return Factors(password_hash=row[0], totp_secret=secret, recovery=tuple(row[2]))


def take_step(work: Work, person_id: UUID, step: int) -> bool:
    """A code was right: neither it nor one before it is taken again; False when another request was first."""
    return work.changed(_STEP, {"id": person_id, "step": step}) > 0


def take_recovery(work: Work, person_id: UUID, digest: str) -> bool:
    """A recovery code was right, and is used up; False when another request was first."""
    return work.changed(_RECOVER, {"id": person_id, "digest": digest}) > 0


def people(work: Work) -> list[OfficePerson]:
    """Everybody, by name; those who have left last."""
    return [_person(row) for row in work.run(_BY_NAME)]


def person(work: Work, person_id: UUID) -> OfficePerson | None:
    """One of them."""
    row = work.run(_ONE, [person_id]).fetchone()
    return None if row is None else _person(row)


def invited(work: Work, invite_hash: bytes) -> OfficePerson | None:
    """Whom an invitation is for, while it holds."""
    row = work.run(_INVITED, [invite_hash, work.clock.now()]).fetchone()
    return None if row is None else _person(row)


def add_person(work: Work, new: OfficePerson) -> None:
    """Somebody new, who cannot come in before they are invited."""
    values = [work.merchant_id, new.id, new.login, new.name, new.role, new.language, new.all_shops]
    work.run(_ADD, [*values, work.clock.now()])
    _stand_at(work, new.id, new.shops)


def place(work: Work, person_id: UUID, *, role: str, all_shops: bool, shops: Iterable[ShopId]) -> None:
    """From now on they are this, and see these shops."""
    work.run(_PLACE, [role, all_shops, person_id])
    work.run(_LEAVE_SHOPS, [person_id])
    _stand_at(work, person_id, shops)


def invite(work: Work, person_id: UUID, invite_hash: bytes, until: datetime) -> None:
    """They choose a password and a second factor anew; what they had is gone at once."""
    work.run(_INVITE, [invite_hash, until, person_id])


def settle_in(work: Work, person_id: UUID, invite_hash: bytes, chosen: Factors, step: int) -> bool:
    """They took their invitation, with the code of a step; False when it was taken or withdrawn before."""
    values = [chosen.password_hash, *_second(work, person_id, chosen, step)]
    return work.changed(_SETTLE_IN, [*values, person_id, invite_hash]) > 0


def forgive(work: Work, person_id: UUID) -> None:
    """They proved who they are in another way than by a code: the tries before do not count."""
    work.run(_FORGIVE, [person_id])


def change_password(work: Work, person_id: UUID, password_hash: str) -> None:
    """Another password, of their own."""
    work.run(_OTHER_WORD, [password_hash, person_id])


def change_second_factor(work: Work, person_id: UUID, chosen: Factors, step: int) -> None:
    """Another phone; the recovery codes are others too."""
    work.run(_SECOND, [*_second(work, person_id, chosen, step), person_id])


def introduce(work: Work, person_id: UUID, *, name: str, language: str) -> None:
    """What they are called, and what they are spoken to in."""
    work.run(_INTRODUCE, [name, language, person_id])


def disable(work: Work, person_id: UUID) -> bool:
    """They no longer work here; False when they did not anyway."""
    return work.changed(_DISABLE, [work.clock.now(), person_id]) > 0


def owners(work: Work) -> list[UUID]:
    """The owners who work here, locked until the transaction ends: two never leave at once."""
    return [row[0] for row in work.run(_OWNERS)]


def _second(work: Work, person_id: UUID, chosen: Factors, step: int) -> list[object]:
    return [work.seal_key(person_id, chosen.totp_secret), step, Jsonb(list(chosen.recovery))]


def _stand_at(work: Work, person_id: UUID, shops: Iterable[ShopId]) -> None:
    for shop_id in sorted(shops):
        work.run(_AT_SHOP, [work.merchant_id, person_id, shop_id])


def _person(row: TupleRow) -> OfficePerson:
    person_id, login, name, role, language, all_shops, settled, left, until, disabled, shops, seen = row
    return OfficePerson(
        id=person_id,
        login=login,
        name=name,
        role=role,
        language=language,
        all_shops=all_shops,
        has_settled_in=settled,
        recovery_left=left,
        invited_until=until,
        disabled_at=disabled,
        shops=frozenset(ShopId(shop) for shop in shops),
        seen_at=seen,
    )
