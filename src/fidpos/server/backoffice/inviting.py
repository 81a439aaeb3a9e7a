"""Somebody is invited to the office: a link that holds for seven days, and for one person once."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.server.backoffice.rendering import ROOT
from fidpos.server.db.office_people import OfficePerson, Whose, add_person, claim_login, invite, person, whose
from fidpos.server.db.office_sessions import end_sessions_of
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.db.work import Work

LASTS = timedelta(days=7)
_TOKEN_BYTES = 32
_MERCHANT_SIGNS = 32


class LoginTaken(FidposError):
    """Somebody comes in with this address already, here or at another merchant's."""

    code = "office_login_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What somebody is given.

    Attributes:
        key: whoever has it may choose the password.
    """

    person_id: UUID
    key: str = field(repr=False)
    until: datetime

    @property
    def path(self) -> str:
        """Of the page where it is taken, below the centre's address."""
        return f"{ROOT}/invited/{self.key}"


def reserve(store: PostgresCentre, merchant_id: MerchantId, new: OfficePerson) -> None:
    """The login is theirs, before they are written down; whom it was given to in vain gives it back.

    Raises:
        LoginTaken: somebody comes in with it.
    """
    theirs = Whose(merchant_id=merchant_id, person_id=new.id)
    with store.work(MerchantId(HOUSE)) as house:
        if claim_login(house, new.login, theirs):
            return
        holder = whose(house, new.login)
    if holder is not None:
        with store.work(holder.merchant_id) as work:
            is_there = person(work, holder.person_id) is not None
        with store.work(MerchantId(HOUSE)) as house:
            if not is_there and claim_login(house, new.login, theirs, instead_of=holder.person_id):
                return
    raise LoginTaken("somebody has this login")


def invite_new(work: Work, new: OfficePerson) -> Invitation:
    """Somebody new, whose login is reserved."""
    add_person(work, replace(new, has_settled_in=False))
    return invite_anew(work, new.id)


def invite_anew(work: Work, person_id: UUID) -> Invitation:
    """They choose a password and a second factor again; wherever they were signed in, they no longer are."""
    key = f"{work.merchant_id.hex}{token_urlsafe(_TOKEN_BYTES)}"
    until = work.clock.now() + LASTS
    invite(work, person_id, key_hash(key), until)
    end_sessions_of(work, person_id)
    return Invitation(person_id=person_id, key=key, until=until)


def merchant_in(key: str) -> MerchantId | None:
    """Whose invitation it would be; None for what is none."""
    try:
        return MerchantId(UUID(hex=key[:_MERCHANT_SIGNS])) if key.isascii() else None
    except ValueError:
        return None


def key_hash(key: str) -> bytes:
    """What is kept of a key: it has 256 random bits."""
    return sha256(key.encode()).digest()
