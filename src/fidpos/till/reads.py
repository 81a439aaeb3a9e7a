"""What a read means, by the state of the till: the table of the manual, cell by cell.

A second member's card never silently replaces the first, and no read is lost unseen: what cannot be used is
refused with a sentence. While a visit closes, reads wait in the worker's queue and are answered in the state
that follows. At the technician's desk nobody is looked up but staff.

Four states belong to screens of their own: ENROLLING is entered by the enrolment form (F3) with nobody
attached, SELLING_GIFT_CARD by the sale of a gift card (F7), WRITING_CARD by the writing of a card for the
member attached, TASK by every other task. What the step of a task asks for, it takes, whatever stands here.
"""

from enum import StrEnum

from fidpos.till.view import TillState


class Seen(StrEnum):
    """What was presented, once it has been looked up."""

    MEMBER = "member"
    """A member's active card, while no member is attached."""
    SAME_MEMBER = "same_member"
    OTHER_MEMBER = "other_member"
    STAFF = "staff"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"
    """Blocked, lost, replaced or expired card, or a member who is blocked or has left."""
    OTHER_MERCHANT = "other_merchant"
    BANK_CARD = "bank_card"
    ARTICLE = "article"
    BAD_READ = "bad_read"
    UNKNOWN_FORMAT = "unknown_format"
    PHONE = "phone"
    NOT_GENUINE = "not_genuine"
    UNCHECKED = "unchecked"
    GIFT_CARD = "gift_card"
    VOUCHER = "voucher"
    """One that is bound to the bearer, by its number."""


class Answer(StrEnum):
    """What the till does with it."""

    ATTACH = "attach"
    ALREADY = "already"
    """Says that this member is attached; changes nothing."""
    ASK = "ask"
    """Asks whether to change member."""
    REFUSE = "refuse"
    """Says why it cannot be used; changes nothing."""
    NAME = "name"
    """Names the person on the lock screen, who then types the PIN."""
    SWITCH = "switch"
    """Locks, keeps the work in progress, and names the person."""
    UNLOCK_FIRST = "unlock_first"
    ANSWER_FIRST = "answer_first"
    """Says that what is on screen wants an answer first, Enter or Esc; changes nothing."""
    WAIT = "wait"
    """Is answered once the visit is recorded."""
    USE = "use"
    """Puts the voucher on the visit of the member attached."""
    PAY = "pay"
    """Opens the payment with gift cards, and takes this one."""
    SHOW = "show"
    """Shows what was read on the technician's desk; no member is looked up."""
    TAKE = "take"
    """The form or the job on screen takes this card."""


_REFUSED = dict.fromkeys(
    (
        Seen.UNKNOWN,
        Seen.BLOCKED,
        Seen.OTHER_MERCHANT,
        Seen.BANK_CARD,
        Seen.ARTICLE,
        Seen.BAD_READ,
        Seen.UNKNOWN_FORMAT,
        Seen.PHONE,
        Seen.NOT_GENUINE,
        Seen.UNCHECKED,
        Seen.GIFT_CARD,
        Seen.VOUCHER,
    ),
    Answer.REFUSE,
)
_UNFINISHED = dict.fromkeys(
    (Seen.MEMBER, Seen.SAME_MEMBER, Seen.OTHER_MEMBER, Seen.STAFF), Answer.ANSWER_FIRST
)
"""The customer holds out a loyalty card, or a colleague a badge, too early: one thing is ended first."""

_NO_MEMBER = _REFUSED | {Seen.MEMBER: Answer.ATTACH, Seen.STAFF: Answer.SWITCH}
_WITH_MEMBER = _REFUSED | {
    Seen.SAME_MEMBER: Answer.ALREADY,
    Seen.OTHER_MEMBER: Answer.ASK,
    Seen.STAFF: Answer.SWITCH,
    Seen.VOUCHER: Answer.USE,
}

TABLE: dict[TillState, dict[Seen, Answer]] = {
    TillState.LOCKED: dict.fromkeys(Seen, Answer.UNLOCK_FIRST) | {Seen.STAFF: Answer.NAME},
    TillState.IDLE: _NO_MEMBER,
    TillState.AMOUNT: _NO_MEMBER | {Seen.GIFT_CARD: Answer.PAY},
    TillState.MEMBER: _WITH_MEMBER,
    TillState.READY: _WITH_MEMBER | {Seen.GIFT_CARD: Answer.PAY},
    TillState.ASKING: dict.fromkeys(Seen, Answer.ANSWER_FIRST),
    TillState.CLOSING: dict.fromkeys(Seen, Answer.WAIT),
    TillState.TECHNICIAN: dict.fromkeys(Seen, Answer.SHOW) | {Seen.STAFF: Answer.SWITCH},
    # Somebody's card is never given to somebody else; a card that is nobody's yet is the new member's.
    TillState.ENROLLING: _REFUSED
    | {Seen.UNKNOWN: Answer.TAKE, Seen.MEMBER: Answer.REFUSE, Seen.STAFF: Answer.SWITCH},
    TillState.SELLING_GIFT_CARD: _REFUSED | _UNFINISHED | {Seen.GIFT_CARD: Answer.TAKE},
    # A blank says nothing or has a number that is nobody's; a bad read is one that was pulled half written.
    TillState.WRITING_CARD: _REFUSED
    | dict.fromkeys((Seen.UNKNOWN, Seen.UNKNOWN_FORMAT, Seen.BAD_READ), Answer.TAKE)
    | {
        Seen.SAME_MEMBER: Answer.ALREADY,
        Seen.OTHER_MEMBER: Answer.REFUSE,
        Seen.STAFF: Answer.ANSWER_FIRST,
    },
    TillState.TASK: _REFUSED | _UNFINISHED | {Seen.STAFF: Answer.SWITCH},
}
"""By state, then by what was seen. Cells that cannot occur (MEMBER while one is attached) are absent."""


def answer(state: TillState, seen: Seen) -> Answer:
    """The cell of the table."""
    return TABLE[state][seen]
