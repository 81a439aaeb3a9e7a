"""Coming in: an e-mail address, a password and a code, judged together and answered alike.

Whoever is refused is not told which of the three was wrong, nor whether there is such a person; the work is
the same. Each try is counted, and the count committed, before the answer is known: a person's by the
database, a sender's by this process.
"""

from ipaddress import ip_network
from secrets import token_urlsafe
from uuid import UUID

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.server.backoffice.books import Books
from fidpos.server.backoffice.passwords import matches
from fidpos.server.backoffice.second_factor import recovery_digest, step_of
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.office_people import Factors, Whose, charge, forgive, take_recovery, take_step, whose
from fidpos.server.db.office_sessions import begin_session
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.db.work import Work

_HOUSE = MerchantId(HOUSE)
_TOKEN_BYTES = 32
_HOUSEHOLD = 64
"""Bits of an IPv6 address that say whose network it is (RFC 6177)."""


class TooManyTries(FidposError):
    """This sender asked too often; `params` holds `wait_s`."""

    code = "too_many_tries"


def check_sender(books: Books, address: str) -> None:
    """Take one of the sender's tries.

    Raises:
        TooManyTries: there is none left for some seconds.
    """
    wait_s = books.tries.wait_s(sender_of(address))
    if wait_s:
        raise TooManyTries("this sender has to wait", wait_s=int(wait_s) + 1)


def sender_of(address: str) -> str:
    """Whose tries an address takes: of IPv6 the network, of which one household has all the addresses."""
    try:
        return str(ip_network((address, _HOUSEHOLD), strict=False)) if ":" in address else address
    except ValueError:
        return address


def come_in(books: Books, login: str, password: str, code: str) -> tuple[Whose, str] | None:
    """Begin a session.

    Args:
        books: of the centre.
        login: in small letters.
        password: as typed.
        code: of the second factor, or one of the codes for when it is lost.

    Returns:
        Whose session it is and its token; None when anything was wrong.
    """
    with books.store.work(_HOUSE) as house:
        found = whose(house, login)
    factors = None
    if found is not None:
        with books.store.work(found.merchant_id) as work:
            factors = charge(work, found.person_id)
    if not matches(factors.password_hash if factors else None, password) or found is None or factors is None:
        return None
    token = token_urlsafe(_TOKEN_BYTES)
    with books.store.work(found.merchant_id) as work:
        if not passes(work, found.person_id, factors, code):
            return None
        begin_session(work, token, found.person_id)
        _write(work, "signed_in", found.person_id)
    return found, token


def prove(books: Books, home_id: MerchantId, person_id: UUID, code: str) -> bool:
    """Whether somebody who is signed in shows their second factor again."""
    with books.store.work(home_id) as work:
        factors = charge(work, person_id)
    if factors is None:
        return False
    with books.store.work(home_id) as work:
        return passes(work, person_id, factors, code)


def knows_password(books: Books, home_id: MerchantId, person_id: UUID, password: str) -> bool:
    """Whether somebody who is signed in knows their password; each try counts like those at the door."""
    with books.store.work(home_id) as work:
        factors = charge(work, person_id)
    if not matches(factors.password_hash if factors else None, password):
        return False
    with books.store.work(home_id) as work:
        forgive(work, person_id)
    return True


def passes(work: Work, person_id: UUID, factors: Factors, code: str) -> bool:
    """Whether a code is right, which no code is twice."""
    step = step_of(factors.totp_secret, code, work.clock.now())
    if step is not None:
        return take_step(work, person_id, step)
    digest = recovery_digest(code)
    if digest not in factors.recovery or not take_recovery(work, person_id, digest):
        return False
    _write(work, "recovery_code_used", person_id)
    return True


def _write(work: Work, act: str, person_id: UUID) -> None:
    done = Act(name=act, actor=person_id, at=work.clock.now(), subject=person_id)
    write_down(work.connection, work.merchant_id, done)
