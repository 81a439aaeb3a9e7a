"""What the till says: for each outcome its tone, its sentence, and what to do next. Keys only, never text."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fidpos.domain.card import CardStatus
from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.errors import StoreError
from fidpos.domain.member import Member, MemberStatus
from fidpos.domain.money import Currency, Money
from fidpos.rules.evaluation import Evaluation
from fidpos.till.identify import Identified, Recognised
from fidpos.till.new_card import Linked, NotTaken
from fidpos.till.ports import RecordedVisit
from fidpos.till.reads import Answer, Seen
from fidpos.till.sign_in import PinRefused, StaffDisabled
from fidpos.till.view import Message, Question, QuestionKind, RewardOffer, Tone
from fidpos.wire.events import VisitClosed, VisitVoided

_HINTED_WITH_BLANKS = {Seen.OTHER_MEMBER.value, f"card_{CardStatus.LOST.value}"}
"""Reasons whose own hint also holds while a card is made: such a card is not given back, or not rewritten."""


class CodeRefusal(StrEnum):
    """Why the code of an offer is not taken."""

    MALFORMED = "malformed"
    AGAIN = "again"
    """It is on the visit already."""
    TOO_MANY = "too_many"
    THROTTLED = "throttled"
    UNKNOWN = "unknown"
    """No offer goes with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A banner before it has its serial."""

    tone: Tone
    message: Message
    detail: Message | None = None
    undo: bool = False


def recognised(who: Recognised, *, own: bool, held_until: datetime | None) -> Said:
    """A member is attached; it is said where a card of theirs was replaced of late."""
    name = who.holder or who.member.profile.given_name
    if own:
        return Said(
            tone=Tone.WARNING, message=Message(key="banner.own_card"), detail=Message(key="hint.own_card")
        )
    if who.member.status is MemberStatus.PROVISIONAL:
        return Said(
            tone=Tone.SUCCESS,
            message=Message(key="banner.provisional"),
            detail=Message(key="hint.provisional"),
        )
    held = Message(key="task.member.held_until", params={"until": held_until})
    return Said(
        tone=Tone.SUCCESS,
        message=Message(key="banner.recognised", params={"name": name}),
        detail=held if held_until is not None else None,
    )


def looked_for() -> Said:
    """A card that the till does not know; the centre is asked."""
    return Said(
        tone=Tone.INFO, message=Message(key="read.looked_for"), detail=Message(key="hint.read.looked_for")
    )


def read_refused(given: Answer, found: Identified, *, wants_blank: bool = False) -> Said:
    """What was presented changes nothing.

    Args:
        given: the cell of the table of reads.
        found: what was presented.
        wants_blank: a card is being made, so that another loyalty card is of no help.
    """
    if given is Answer.UNLOCK_FIRST:
        return Said(tone=Tone.WARNING, message=Message(key="read.unlock_first"))
    blank = Message(key="hint.new_card.blank") if wants_blank else None
    if given is Answer.ANSWER_FIRST:
        key = "new_card.end_first" if wants_blank else "read.answer_first"
        return Said(tone=Tone.WARNING, message=Message(key=key), detail=blank)
    if given is Answer.ALREADY:
        return Said(tone=Tone.INFO, message=Message(key="read.same_member"), detail=blank)
    reason = found.seen.value
    if found.seen is Seen.BLOCKED and found.card is not None and found.card.status is not CardStatus.ACTIVE:
        reason = f"card_{found.card.status.value}"
    hint = Message(key=f"hint.read.{reason}")
    if blank is not None and reason not in _HINTED_WITH_BLANKS:
        hint = blank
    return Said(tone=Tone.ERROR, message=Message(key=f"read.{reason}"), detail=hint)


def visit_closed(event: VisitClosed, evaluation: Evaluation, balance: int | None, language: str) -> Said:
    """The visit is recorded; what it gave, what is left to pay, what to hand over; the balance if known."""
    moved: dict[str, object] = {"points": event.points, "balance": balance}
    key = "banner.visit_closed" if event.points else "banner.visit_closed_without_points"
    key = key if balance is not None else "banner.visit_recorded"
    handed = _handed(event, evaluation, language)
    return Said(tone=Tone.SUCCESS, message=Message(key=key, params=moved), detail=handed, undo=True)


def _handed(event: VisitClosed, evaluation: Evaluation, language: str) -> Message | None:
    gifts = ", ".join(title.of(language) for title in evaluation.handed_over)
    due = Money(evaluation.due_minor, Currency.of(event.currency))
    if gifts and event.discount_minor:
        return Message(key="detail.gifts_and_due", params={"gifts": gifts, "due": due})
    if gifts:
        return Message(key="detail.gifts", params={"gifts": gifts})
    return Message(key="detail.due", params={"due": due}) if event.discount_minor else None


def visit_voided(event: VisitVoided, balance: int | None) -> Said:
    """The last visit is undone."""
    params: dict[str, object] = {"points": event.points}
    if balance is None:
        return Said(tone=Tone.INFO, message=Message(key="banner.visit_voided", params=params))
    params["balance"] = balance
    return Said(tone=Tone.INFO, message=Message(key="banner.visit_voided_balance", params=params))


def sign_in_refused(outcome: PinRefused | StaffDisabled) -> Said:
    """The PIN did not open the till."""
    if isinstance(outcome, StaffDisabled) or outcome.tries_left == 0:
        return Said(
            tone=Tone.ERROR,
            message=Message(key="sign_in.disabled"),
            detail=Message(key="hint.sign_in.disabled"),
        )
    return Said(
        tone=Tone.ERROR, message=Message(key="sign_in.wrong_pin", params={"tries": outcome.tries_left})
    )


def store_refused(fault: StoreError) -> Said:
    """The store could not write or read; nothing was recorded, nothing typed is lost."""
    return Said(
        tone=Tone.ERROR,
        message=Message(key=fault.message_key, params=dict(fault.params)),
        detail=Message(key=f"hint.{fault.message_key}"),
    )


def draft_restored(amount: Money | None) -> Said:
    """The visit that was in progress when the till stopped is back."""
    if amount is None:
        return Said(tone=Tone.INFO, message=Message(key="banner.draft_restored"))
    return Said(
        tone=Tone.INFO, message=Message(key="banner.draft_restored_amount", params={"amount": amount})
    )


def not_now(obstacle: Message) -> Said:
    """The programme has it, but not for this member, this purchase or this day."""
    return Said(tone=Tone.WARNING, message=obstacle)


def reward_too_dear(offer: RewardOffer) -> Said:
    """The member cannot afford the reward yet."""
    params: dict[str, object] = {"title": offer.title, "missing": offer.missing}
    return Said(tone=Tone.WARNING, message=Message(key="reward.too_dear", params=params))


def code_added(code: str) -> Said:
    """The code of an offer is on the visit."""
    return Said(tone=Tone.SUCCESS, message=Message(key="code.added", params={"code": code}))


def code_removed(code: str) -> Said:
    """The code of an offer is off the visit."""
    return Said(tone=Tone.INFO, message=Message(key="code.removed", params={"code": code}))


def code_refused(reason: CodeRefusal, code: str = "") -> Said:
    """A code is not taken; nothing else changes."""
    return Said(
        tone=Tone.INFO if reason is CodeRefusal.AGAIN else Tone.WARNING,
        message=Message(key=f"code.{reason.value}", params={"code": code}),
        detail=Message(key=f"hint.code.{reason.value}"),
    )


def member_gone() -> Said:
    """Enter, and the member who is on screen is no longer one who can be served; the amount stays."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="confirm.member_gone"),
        detail=Message(key="hint.confirm.member_gone"),
    )


def member_missing() -> Said:
    """Enter without a member."""
    return Said(tone=Tone.INFO, message=Message(key="confirm.member_missing"))


def amount_missing() -> Said:
    """Enter without an amount."""
    return Said(tone=Tone.INFO, message=Message(key="confirm.amount_missing"))


def member_kept() -> Said:
    """The cashier said no to another member."""
    return Said(tone=Tone.INFO, message=Message(key="banner.member_kept"))


def too_many_lookups() -> Said:
    """The throttle on look-ups without a card."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="search.throttled"),
        detail=Message(key="hint.search.throttled"),
    )


def needs_manager_for_amount(ceiling: Money) -> Said:
    """The amount is above what a cashier may record."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="confirm.above_ceiling", params={"ceiling": ceiling}),
        detail=Message(key="hint.confirm.above_ceiling"),
    )


def rewards_lapsed(titles: str) -> Said:
    """A reward was chosen that would not be given any more."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="confirm.reward_lapsed", params={"titles": titles}),
        detail=Message(key="hint.confirm.reward_lapsed"),
    )


def draft_unreadable() -> Said:
    """The visit that was in progress cannot be read: it was not recorded."""
    return Said(tone=Tone.WARNING, message=Message(key="banner.draft_unreadable"))


def look_again() -> Said:
    """Enter was pressed for something that is no longer what the screen shows."""
    return Said(tone=Tone.WARNING, message=Message(key="confirm.look_again"))


def needs_proof_to_spend(limit: Money) -> Said:
    """Rewards worth more than what a copied card may spend in a day."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="confirm.unproven", params={"limit": limit}),
        detail=Message(key="hint.confirm.unproven"),
    )


def unusual_amount_question(amount: Money) -> Question:
    """Far more than this shop usually sees."""
    message = Message(key="question.unusual_amount", params={"amount": amount})
    return Question(kind=QuestionKind.UNUSUAL_AMOUNT, message=message)


def other_member_question(member: Member) -> Question:
    """A second member's card while one is attached."""
    message = Message(key="question.other_member", params={"name": member.profile.given_name})
    return Question(kind=QuestionKind.OTHER_MEMBER, message=message)


def void_question(visit: RecordedVisit) -> Question:
    """A manager undoes a visit that is not the latest work of the till."""
    message = Message(key="question.void_last", params={"amount": visit.amount, "points": visit.points})
    return Question(kind=QuestionKind.VOID_LAST, message=message)


def new_card_needs_member() -> Said:
    """F3 with nobody attached."""
    return Said(
        tone=Tone.INFO,
        message=Message(key="banner.new_card_needs_member"),
        detail=Message(key="hint.new_card_needs_member"),
    )


def new_card_needs_manager() -> Said:
    """One card more is how an account is taken over."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="banner.new_card_needs_manager"),
        detail=Message(key="hint.new_card_needs_manager"),
    )


def staff_list_old() -> Said:
    """Nobody acts as a manager by a list of staff that the centre did not confirm for long."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="contact.staff_list_old"),
        detail=Message(key="hint.contact.staff_list_old"),
    )


def members_hidden() -> Said:
    """Nobody's personal data is shown at a till that was out of contact for long."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="contact.members_hidden"),
        detail=Message(key="hint.contact.members_hidden"),
    )


def not_for_oneself() -> Said:
    """Somebody would be approving for themselves."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="banner.not_for_oneself"),
        detail=Message(key="hint.not_for_oneself"),
    )


def staff_enabled(name: str) -> Said:
    """Whoever was locked out may sign in again."""
    return Said(tone=Tone.SUCCESS, message=Message(key="banner.staff_enabled", params={"name": name}))


def day_not_closed(day: date) -> Said:
    """A closing was forgotten; nothing waits for it."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="banner.day_not_closed", params={"day": day}),
        detail=Message(key="hint.day_not_closed"),
    )


def day_alerts(count: int) -> Said:
    """The day has begun, and there is something to know about it."""
    return Said(
        tone=Tone.INFO,
        message=Message(key="banner.day_alerts", params={"count": count}),
        detail=Message(key="hint.day_alerts"),
    )


def visit_first() -> Said:
    """Somebody stands at the counter: what would close the till waits."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="banner.visit_first"),
        detail=Message(key="hint.visit_first"),
    )


def not_a_manager() -> Said:
    """The badge held out is a colleague's who may not approve."""
    return Said(tone=Tone.WARNING, message=Message(key="banner.not_a_manager"))


def card_not_taken(reason: NotTaken, problem: WriteProblem | None) -> Said:
    """The card held out was not made the member's."""
    key = f"write.{problem.value}" if problem is not None else f"new_card.{reason.value}"
    return Said(tone=Tone.ERROR, message=Message(key=key), detail=Message(key=f"hint.{key}"))


def held_after_replacement(until: datetime) -> Said:
    """A card took a lost one's place of late: nothing is spent yet."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="banner.held_after_replacement", params={"until": until}),
        detail=Message(key="hint.held_after_replacement"),
    )


def card_linked(linked: Linked) -> Said:
    """The card may be handed over, or printed."""
    params: dict[str, object] = {"ending": linked.token.masked}
    if not linked.document:
        return Said(tone=Tone.SUCCESS, message=Message(key="banner.card_linked", params=params))
    return Said(
        tone=Tone.SUCCESS,
        message=Message(key="banner.card_printed", params=params),
        detail=Message(key="hint.card_printed", params={"path": linked.document}),
    )
