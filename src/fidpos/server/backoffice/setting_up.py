"""A second factor set up: a secret offered as a QR code, taken once a code shows that the telephone has it.

Until then it is kept nowhere: it travels sealed in the form, and comes back with the code.
"""

from dataclasses import dataclass, field
from uuid import UUID

from markupsafe import Markup

from fidpos.server.backoffice.answer import NotHere
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.qr import qr
from fidpos.server.backoffice.second_factor import (
    address_of,
    new_recovery_codes,
    new_secret,
    recovery_digest,
    spelt,
    step_of,
)
from fidpos.server.db.office_people import Factors
from fidpos.server.db.work import Work
from fidpos.vault.errors import SealBroken

HIDDEN = "offer"
"""Field of the form that carries the sealed secret."""
_ISSUER = "fidpos"
_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the page shows.

    Attributes:
        drawing: the QR code.
        spelt: the same secret, to be typed where no camera is at hand.
        sealed: for the form.
    """

    drawing: Markup = field(repr=False)
    spelt: str = field(repr=False)
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A second factor that works.

    Attributes:
        secret: to be kept sealed.
        step: of the code that showed it.
        recovery: codes to be shown once.
    """

    secret: bytes = field(repr=False)
    step: int
    recovery: tuple[str, ...] = field(repr=False)

    def factors(self, password_hash: str) -> Factors:
        """What is kept of it, beside a password."""
        digests = tuple(recovery_digest(code) for code in self.recovery)
        return Factors(password_hash=password_hash, totp_secret=self.secret, recovery=digests)


def offer(work: Work, person_id: UUID, login: str, form: Form | None = None) -> Offer:
    """A new secret, or the one that a form brought back.

    Raises:
        NotHere: the form's is not one of ours.
    """
    secret = _brought(work, person_id, form) if form is not None else new_secret()
    plain = spelt(secret)
    return Offer(
        drawing=qr(address_of(secret, login=login, issuer=_ISSUER)),
        spelt=" ".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP)),
        sealed=work.seal_key(person_id, secret).hex(),
    )


def taken(work: Work, person_id: UUID, form: Form) -> Taken | None:
    """The second factor that the form's code shows; None, with a problem, when the code is not its.

    Raises:
        NotHere: the form's secret is not one of ours.
    """
    secret = _brought(work, person_id, form)
    step = step_of(secret, form.typed("code"), work.clock.now())
    if step is None:
        form.wrong("code", "office.second_factor.wrong_code")
        return None
    return Taken(secret=secret, step=step, recovery=tuple(new_recovery_codes()))


def _brought(work: Work, person_id: UUID, form: Form) -> bytes:
    try:
        return work.unseal_key(person_id, bytes.fromhex(form.typed(HIDDEN)))
    except (ValueError, SealBroken):
        raise NotHere("no secret of ours") from None
