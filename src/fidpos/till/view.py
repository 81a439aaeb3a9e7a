"""What a checkout shows, as one frozen snapshot: the session makes it, screens and the register link draw it.

Nothing here is text for people: a sentence is a `Message` (key and parameters), put into words by `texts`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from fidpos.domain.ids import MemberId, StaffId, VisitId, VoucherId
from fidpos.domain.money import Money
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.domain.staff import Role
from fidpos.till.new_card import NewCardView
from fidpos.till.ports import MemberHit, PastVisit

if TYPE_CHECKING:
    from fidpos.till.task.view import TaskView
    from fidpos.till.technician.view import TechnicianView


class TillState(StrEnum):
    """Where the till stands; decides what a read or a key means (see `till.reads`)."""

    LOCKED = "locked"
    IDLE = "idle"
    AMOUNT = "amount"
    """An amount is typed, no member yet."""
    MEMBER = "member"
    """A member is attached, no amount yet."""
    READY = "ready"
    """Member and amount: Enter closes."""
    ASKING = "asking"
    """A question waits for Enter (yes) or Esc (no)."""
    CLOSING = "closing"
    TECHNICIAN = "technician"
    """The technician's desk lies in place of the checkout."""
    ENROLLING = "enrolling"
    """The enrolment form is open."""
    SELLING_GIFT_CARD = "selling_gift_card"
    """An amount was chosen for a gift card, which is to be presented or reviewed."""
    WRITING_CARD = "writing_card"
    """A blank is being written for the member attached."""
    TASK = "task"
    """Another task lies in place of the checkout: a correction, the day, a ticket to print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A sentence by key; parameters are domain values (int, Money, date, str) that `texts` formats."""

    key: str
    params: dict[str, object] = field(default_factory=dict)


class Tone(StrEnum):
    """How a message looks and sounds; success and error differ by sound, text and icon."""

    SUCCESS = "success"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """The one place where results are said.

    Attributes:
        serial: rises with each new banner, so that a sound is played once. Sounds follow the tone.
        detail: what still works and what to do next.
        undo: F8 undoes what the banner announces.
    """

    serial: int
    tone: Tone
    message: Message
    detail: Message | None = None
    undo: bool = False


class QuestionKind(StrEnum):
    """Questions a checkout asks in the banner's place, answered by Enter or Esc; never modal."""

    UNUSUAL_AMOUNT = "unusual_amount"
    OTHER_MEMBER = "other_member"
    VOID_LAST = "void_last"
    DRAW_UNASKED = "draw_unasked"
    """The centre does not answer: let go all the same what the shop is willing to risk?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked; Enter says yes, Esc says no."""

    kind: QuestionKind
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class TierProgress:
    """Towards the next tier: `done_ppm` of the way, `missing` units to go."""

    next_code: str
    next_title: str
    missing: int
    done_ppm: int


class OfferKind(StrEnum):
    """What F5 lets a digit choose."""

    VOUCHER = "voucher"
    GIFT = "gift"
    """One of several gifts that the visit gives anyway."""
    REWARD = "reward"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardOffer:
    """What the member can use on this visit, numbered 1-9: vouchers, then gifts to choose, then rewards.

    Attributes:
        code: of the reward; of the rule or reward that a voucher or a gift comes from.
        missing: units still to earn, 0 when affordable.
        chosen: held on the visit in progress.
        voucher_id: of a voucher.
        option: code of a gift to choose.
        until: last day of a voucher, None for no end.
        obstacle: why a voucher or a reward cannot be used now, whatever the points.
    """

    code: str
    title: str
    counter: str
    cost: int
    missing: int
    chosen: bool
    kind: OfferKind = OfferKind.REWARD
    voucher_id: VoucherId | None = None
    option: str = ""
    until: date | None = None
    obstacle: Message | None = None


class Panel(StrEnum):
    """What lies open beside the amount and takes the keys; at most one."""

    REWARDS = "rewards"
    """F5: digits hold rewards, vouchers and gifts."""
    EFFECTS = "effects"
    """F5 again: digits set aside what the visit gives, and take it back."""
    CODES = "codes"
    """F6: the code of an offer is typed."""


class EffectState(StrEnum):
    """What becomes of a rule on the visit in progress."""

    APPLIED = "applied"
    SET_ASIDE = "set_aside"
    """By the cashier; chosen again, it is given."""
    HELD_BACK = "held_back"
    """It holds, but another rule takes its place, or a limit is reached."""
    NOT_NOW = "not_now"
    """A condition does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectLine:
    """A rule of the programme on the visit in progress.

    Attributes:
        gives: what the member has of it, None for nothing.
        why: why they have nothing of it, None while it is applied.
    """

    code: str
    title: str
    state: EffectState
    gives: Message | None = None
    why: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """A past visit, and why it earned and cost what it did."""

    past: PastVisit
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """The member panel; of all of it only `holder` and `given_name` are for the customer's own screen.

    Attributes:
        is_there: the member stands at the counter; not so after a correction of what happened earlier.
    """

    member_id: MemberId
    name: str
    given_name: str = ""
    holder: str
    masked_card: str
    member_since: date
    tier_code: str
    tier_title: str
    counter_title: str
    points: int
    progress: TierProgress | None
    alerts: tuple[Message, ...]
    offers: tuple[RewardOffer, ...]
    is_there: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """What Enter would record: recomputed from the facts after each change."""

    amount: Money
    discount: Money
    due: Money
    points_earned: int
    points_spent: int
    points_after: int
    gifts: tuple[str, ...]
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """Who is signed in."""

    staff_id: StaffId
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutView:
    """Everything the checkout screen needs, at one instant.

    After a close the state is IDLE while `member` and `visits` show the result, until the next read or key.

    Attributes:
        amount: what the session knows to be typed; the entry field echoes keys by itself, then follows this.
        sign_in: on the lock screen, who was named (by badge or list) and must now type the PIN.
        new_card: a card is being made for the member.
        document: path of the file that was made last, for the printer; shown once.
        found: results while the cashier searches by name or phone.
        panel: what lies open and takes the keys.
        effects: every rule of the programme, those that hold first; only while they are open.
        codes: of offers, as they were entered.
        visit_id: of the visit in progress.
        ticket: of the register from which amount and lines come; None for an amount that was typed.
        technician: the desk, while the state is TECHNICIAN.
        task: what lies in place of amount and history.
        is_first_run: there is no till yet, and the task is all there is.
    """

    state: TillState
    staff: StaffView | None = None
    staff_names: tuple[StaffView, ...] = ()
    sign_in: StaffView | None = None
    member: MemberView | None = None
    visits: tuple[HistoryLine, ...] = ()
    amount: Money | None = None
    preview: PreviewView | None = None
    banner: Banner | None = None
    question: Question | None = None
    panel: Panel | None = None
    effects: tuple[EffectLine, ...] = ()
    codes: tuple[str, ...] = ()
    found: tuple[MemberHit, ...] | None = None
    visit_id: VisitId | None = None
    ticket: RegisterTicket | None = None
    new_card: NewCardView | None = None
    document: str = ""
    technician: "TechnicianView | None" = None
    task: "TaskView | None" = None
    is_first_run: bool = False
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was on screen when Enter was pressed: Enter commits that, and nothing that came in between."""

    question: Question | None
    member_id: MemberId | None
    place: str = ""
    """The step of the task."""

    @classmethod
    def on(cls, view: CheckoutView) -> "Shown":
        """What this view shows, as far as Enter is concerned."""
        attached = view.state in {TillState.MEMBER, TillState.READY, TillState.ASKING}
        return cls(
            question=view.question,
            member_id=view.member.member_id if attached and view.member is not None else None,
            place=view.task.place if view.task is not None else "",
        )


class Lamp(StrEnum):
    """Colour and shape of a status light."""

    OK = "ok"
    BUSY = "busy"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLight:
    """One light of the status bar: a reader, the sync, the backup's age."""

    key: str
    label: str
    lamp: Lamp
    message: Message
    hint: Message | None = None
