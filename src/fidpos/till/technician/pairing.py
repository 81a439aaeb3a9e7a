"""Pairing this till with its centre, step by step: a pure state machine.

    CODE -> ADDRESS (unless the code was scanned and says it) -> NAME -> ASKING -> DONE

Only what can be told without the centre is checked here; a refusal leads back to the step that it is about.
"""

from dataclasses import dataclass, field, replace

from fidpos.domain.errors import InvalidValue
from fidpos.till.centre_link import CentreStanding, Paired, PairingRefusal, PairingRefused
from fidpos.till.centre_words import refusal_words
from fidpos.till.technician.view import PairingStep, PairingView
from fidpos.till.view import Message
from fidpos.wire.sync.pairing import NAME_MAX
from fidpos.wire.sync.pairing_code import read_code

SCANNED = "FIDPOS-PAIR:"
"""How a code begins that is meant for scanning."""

_SCHEME = "https://"
_ABOUT = {
    PairingRefusal.BAD_CODE: PairingStep.CODE,
    PairingRefusal.CODE_REFUSED: PairingStep.CODE,
    PairingRefusal.BAD_ADDRESS: PairingStep.ADDRESS,
    PairingRefusal.NOBODY_ANSWERS: PairingStep.ADDRESS,
    PairingRefusal.NOT_THE_CENTRE: PairingStep.ADDRESS,
}
"""Which step a refusal is about; all others can only be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Where the pairing stands, and what was said so far.

    Attributes:
        code: as it was typed or scanned; no repr shows it.
        is_scanned: the code itself said the address.
        standing: what the till became.
    """

    step: PairingStep = PairingStep.CODE
    code: str = field(default="", repr=False)
    address: str = ""
    till_name: str = ""
    is_scanned: bool = False
    standing: CentreStanding | None = None
    problem: Message | None = None
    hint: Message | None = None

    @property
    def view(self) -> PairingView:
        """What the screen shows; the line begins with what was said there before."""
        said = {
            PairingStep.CODE: "" if self.is_scanned else self.code,
            PairingStep.ADDRESS: self.address,
            PairingStep.NAME: self.till_name,
        }
        return PairingView(
            step=self.step,
            text=said.get(self.step, ""),
            address=self.address,
            till_name=self.till_name,
            standing=self.standing,
            problem=self.problem,
            hint=self.hint,
        )


def begin(standing: CentreStanding, till_name: str) -> Pairing:
    """A till that is paired already is offered the address and the name it has."""
    return Pairing(address=standing.address, till_name=standing.till_name or till_name)


def enter(pairing: Pairing, text: str) -> Pairing:
    """Enter after this line; in step ASKING the centre is to be asked."""
    line, clean = text.strip(), replace(pairing, problem=None, hint=None)
    match pairing.step:
        case PairingStep.CODE:
            return _with_code(clean, line)
        case PairingStep.ADDRESS if line:
            return replace(clean, address=_whole_address(line), step=PairingStep.NAME)
        case PairingStep.NAME if line:
            return _with_name(clean, " ".join(line.split()))
        case _:
            return pairing


def scan(pairing: Pairing, text: str) -> Pairing:
    """A pairing code was scanned: it counts at every step before the centre is asked."""
    if pairing.step in {PairingStep.ASKING, PairingStep.DONE}:
        return pairing
    return _with_code(replace(pairing, problem=None, hint=None), text.strip())


def back(pairing: Pairing) -> Pairing | None:
    """Esc: the step before; None once there is none, or nothing left to do."""
    clean = replace(pairing, problem=None, hint=None)
    match pairing.step:
        case PairingStep.NAME if not pairing.is_scanned:
            return replace(clean, step=PairingStep.ADDRESS)
        case PairingStep.NAME | PairingStep.ADDRESS:
            return replace(clean, step=PairingStep.CODE)
        case _:
            return None


def hear(pairing: Pairing, outcome: Paired | PairingRefused) -> Pairing:
    """The centre answered, or will not."""
    if pairing.step is not PairingStep.ASKING:
        return pairing
    if isinstance(outcome, Paired):
        return replace(pairing, step=PairingStep.DONE, standing=outcome.standing)
    words = refusal_words(outcome)
    step = _ABOUT.get(outcome.reason, PairingStep.NAME)
    return replace(pairing, step=step, problem=words.message, hint=words.hint)


def scanned_code(frame: bytes) -> str:
    """The pairing code that a reader handed on, whatever stands before and after it; empty for none."""
    text = frame.decode("ascii", errors="replace")
    start = text.find(SCANNED)
    return "".join(sign for sign in text[start:] if sign.isprintable()) if start >= 0 else ""


def _with_code(pairing: Pairing, text: str) -> Pairing:
    try:
        code = read_code(text)
    except InvalidValue:
        words = refusal_words(PairingRefused(reason=PairingRefusal.BAD_CODE))
        return replace(pairing, step=PairingStep.CODE, problem=words.message, hint=words.hint)
    if code.address:
        named = replace(pairing, code=text, address=code.address, is_scanned=True)
        return replace(named, step=PairingStep.NAME)
    return replace(pairing, code=text, is_scanned=False, step=PairingStep.ADDRESS)


def _with_name(pairing: Pairing, name: str) -> Pairing:
    """It stands on the office's screens and on tickets: one line of signs that one can see."""
    if len(name) > NAME_MAX or not name.isprintable():
        return replace(pairing, problem=Message(key="desk.pairing.bad_name"))
    return replace(pairing, till_name=name, step=PairingStep.ASKING)


def _whole_address(line: str) -> str:
    """Nobody types the scheme that goes without saying."""
    return line if "://" in line else _SCHEME + line
