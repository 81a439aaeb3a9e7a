"""Points and vouchers that no visit gave: what one person may give alone, and what needs a second one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from fidpos.domain.ids import MemberId, VoucherId, uuid7
from fidpos.domain.money import Currency, Money
from fidpos.rules.codec import effect_to_json
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.gift import Gift
from fidpos.rules.programme import CounterDef, Programme
from fidpos.rules.titles import Titles
from fidpos.server.backoffice.answer import NotNow
from fidpos.server.backoffice.approval_kind import ApprovalKind
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.act import NOTE, Doing, Field, MemberAct, desk_of
from fidpos.server.backoffice.pages.members.seen import programme_of, seen_member
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.approvals import Asking, ask, open_of_subject
from fidpos.server.db.given import did_since, gifts_since, given_since, login_of
from fidpos.server.db.member_file import MemberRow, read_member
from fidpos.server.db.work import Work
from fidpos.server.jobs.day_at_work import day_began
from fidpos.server.services.approving import Approval, NeedsAnother
from fidpos.wire.codec import embed
from fidpos.wire.events import VoucherBody
from fidpos.wire.office_events import OfficeReason

ALONE_MAX_MINOR = 5_000
"""Worth of what one person gives or takes at once without a second one, in minor units."""
A_DAY_MAX_MINOR = 50_000
"""Worth of what one person gives in a day."""
AGAIN_AFTER = timedelta(seconds=15)
"""The very same within this time is a button that was pressed twice."""
POINTS_MAX = 10**9
TITLE_MAX = 60
KIND = "give_points"

GIVING_REASONS = (
    OfficeReason.GOODWILL,
    OfficeReason.COMPLAINT,
    OfficeReason.FORGOTTEN_CARD,
    OfficeReason.OPERATION,
    OfficeReason.MISTAKE,
    OfficeReason.FORMER_SYSTEM,
    OfficeReason.OTHER,
)
TAKING_REASONS = (
    OfficeReason.MISTAKE,
    OfficeReason.FRAUD,
    OfficeReason.ASKED_BY_MEMBER,
    OfficeReason.OTHER,
)


def reasons(which: Sequence[OfficeReason], key: str = "office.members.field.reason") -> Field:
    """The list of reasons, of which one has to be chosen."""
    choices: list[tuple[object, Message | str]] = [("", Message(key="office.members.choose"))]
    choices += [(each.value, Message(key=f"office.reason.{each.value}")) for each in which]
    return Field(name="reason", label=key, kind="choose", choices=choices, needed=True)


def _points_fields(asked: Asked, work: Work, _member: MemberRow) -> Sequence[Field]:
    counters = programme_of(asked, work).counters
    language = asked.visitor.language
    which: dict[OfficeReason, None] = dict.fromkeys((*GIVING_REASONS, *TAKING_REASONS))
    return (
        Field(
            name="direction",
            label="office.members.field.direction",
            kind="choose",
            choices=[
                ("give", Message(key="office.members.direction.give")),
                ("take", Message(key="office.members.direction.take")),
            ],
        ),
        Field(
            name="counter",
            label="office.members.field.counter",
            kind="choose",
            choices=[(each.code, each.title.of(language)) for each in counters],
        ),
        Field(name="amount", label="office.members.field.amount", kind="text", needed=True),
        reasons(tuple(which)),
        NOTE,
    )


def _move_points(doing: Doing) -> Message | None:
    asked, form = doing.asked, doing.form
    programme = programme_of(asked, doing.work)
    counter = _counter(programme, form.typed("counter"))
    amount = form.integer("amount", least=1, most=POINTS_MAX)
    reason = form.choice("reason", OfficeReason)
    if counter is None:
        form.wrong("counter", "office.form.no_choice")
    if form.typed("direction") not in {"give", "take"}:
        form.wrong("direction", "office.form.no_choice")
    form.text("note")
    if counter is None or amount is None or reason is None or not form.is_good:
        return None
    signed = amount if form.typed("direction") == "give" else -amount
    worth = amount * counter.worth_minor
    check_day(asked, doing.work, worth if signed > 0 else 0, Currency.of(programme.currency))
    if worth > ALONE_MAX_MINOR or is_own(asked, doing.work, doing.member):
        return _ask_second(doing, counter, signed, reason)
    act, detail = _points_told(counter, signed, reason)
    _check_once(doing, act, detail)
    event_id = doing.desk.give(doing.member.id, programme, counter, signed, reason)
    doing.note(event_id)
    doing.write_down(act, **detail)
    return Message(key="office.members.done.points")


def _ask_second(doing: Doing, counter: CounterDef, amount: int, reason: OfficeReason) -> Message:
    asked, work, member = doing.asked, doing.work, doing.member
    if open_of_subject(work, KIND, member.id) is not None:
        raise NotNow(Message(key="office.members.waits_already"))
    body = {"counter": counter.code, "amount": amount, "reason": reason.value}
    shops = asked.visitor.shops
    shop_id = next((each for each in member.shops if shops is not None and each in shops), None)
    own = is_own(asked, work, member)
    ask(
        work,
        Asking(
            kind=KIND,
            by=asked.visitor.person_id,
            subject_id=member.id,
            body=body,
            shop_id=shop_id,
            beneficiary_id=asked.visitor.person_id if own else None,
        ),
    )
    doing.note()
    doing.write_down("points_asked", amount=str(amount), counter=counter.code, reason=reason.value)
    return Message(key="office.members.done.points_asked")


def _describe(asked: Asked, work: Work, approval: Approval) -> Message:
    member = read_member(work, MemberId(approval.subject_id)) if approval.subject_id else None
    counter = _counter(programme_of(asked, work), str(approval.body["counter"]))
    amount = approval.body["amount"]
    reason = Message(key=f"office.reason.{approval.body['reason']}")
    return Message(
        key="office.members.approval.points",
        params={
            "name": member.name if member is not None else "…",
            "amount": amount,
            "counter": counter.title.of(asked.visitor.language) if counter else approval.body["counter"],
            "reason": reason,
        },
    )


def _carry_out(asked: Asked, work: Work, approval: Approval) -> None:
    assert approval.subject_id is not None
    member = seen_member(asked, work, approval.subject_id)
    if asked.visitor.person_id != approval.asked_by and is_own(asked, work, member):
        raise NeedsAnother("who gains by it agrees to it")
    programme = programme_of(asked, work)
    counter, amount = _counter(programme, str(approval.body["counter"])), approval.body["amount"]
    if counter is None or not isinstance(amount, int):
        raise NotNow(Message(key="office.members.no_counter"))
    reason = OfficeReason(str(approval.body["reason"]))
    desk = desk_of(asked, work)
    desk.give(member.id, programme, counter, amount, reason)
    act, detail = _points_told(counter, amount, reason)
    asked.write_down(work, act, member.id, **detail)


def check_day(asked: Asked, work: Work, worth_minor: int, currency: Currency) -> None:
    """One person gives so much in a day of the merchant's first shop and no more.

    Raises:
        NotNow: this would be more.
    """
    given = given_since(work, asked.visitor.person_id, day_began(work))
    if worth_minor and given + worth_minor > A_DAY_MAX_MINOR:
        most = Money(A_DAY_MAX_MINOR, currency)
        raise NotNow(Message(key="office.members.enough_today", params={"most": most}))


def check_gifts(asked: Asked, work: Work) -> None:
    """What has no worth in money is given by one person so often in a day and not more.

    Raises:
        NotNow: this would be once more.
    """
    gifts = gifts_since(work, asked.visitor.person_id, day_began(work))
    if gifts.given >= gifts.most:
        raise NotNow(Message(key="office.members.enough_gifts", params={"count": gifts.most}))


def _check_once(doing: Doing, act: str, detail: Mapping[str, str]) -> None:
    """A button that is pressed twice gives once; `check_day` has let nobody else in meanwhile.

    Raises:
        NotNow: the same was given to the same member a moment ago.
    """
    person_id, since = doing.asked.visitor.person_id, doing.asked.now() - AGAIN_AFTER
    if did_since(doing.work, person_id, since, subject=doing.member.id, act=act, detail=detail):
        raise NotNow(Message(key="office.members.given_just_now", params={"s": AGAIN_AFTER.seconds}))


def is_own(asked: Asked, work: Work, member: MemberRow) -> bool:
    """Whether the visitor would gain by it: the member has their name, or the address they sign in with."""
    address = login_of(work, asked.visitor.person_id)
    has_address = bool(member.profile.email) and address == member.profile.email
    return has_address or asked.visitor.name.casefold() == member.name.casefold()


def _points_told(counter: CounterDef, amount: int, reason: OfficeReason) -> tuple[str, dict[str, str]]:
    """The act and its details, as the audit keeps them."""
    worth = abs(amount) * counter.worth_minor
    told = {"amount": str(amount), "counter": counter.code, "reason": reason.value, "worth": str(worth)}
    return "points_given" if amount > 0 else "points_taken", told


def _counter(programme: Programme, code: str) -> CounterDef | None:
    return next((each for each in programme.counters if each.code == code), None)


def _voucher_fields(asked: Asked, work: Work, _member: MemberRow) -> Sequence[Field]:
    programme_of(asked, work)
    return (
        Field(
            name="what",
            label="office.members.field.what",
            kind="choose",
            choices=[
                ("amount", Message(key="office.members.voucher.amount")),
                ("gift", Message(key="office.members.voucher.gift")),
            ],
        ),
        Field(name="off", label="office.members.field.off"),
        Field(name="title_fr", label="office.members.field.title_fr", needed=True),
        Field(name="title_en", label="office.members.field.title_en"),
        Field(name="least", label="office.members.field.least"),
        Field(name="valid_until", label="office.members.field.valid_until", kind="date", needed=True),
        reasons(GIVING_REASONS),
        NOTE,
    )


def _give_voucher(doing: Doing) -> Message | None:
    asked, form = doing.asked, doing.form
    currency = Currency.of(programme_of(asked, doing.work).currency)
    is_amount = form.typed("what") == "amount"
    off = form.money("off", currency, needed=is_amount, least=1)
    least = form.money("least", currency, needed=False)
    title = form.text("title_fr", needed=True, at_most=TITLE_MAX)
    until = form.day("valid_until")
    reason = form.choice("reason", OfficeReason)
    today = asked.today
    if until is not None and until < today:
        form.wrong("valid_until", "office.members.past_day")
    form.text("note")
    english = form.text("title_en", at_most=TITLE_MAX)
    if title is None or until is None or reason is None or not form.is_good:
        return None
    titles = Titles(fr=title, en=english or title)
    worth = off.minor if is_amount and off is not None else 0
    if worth > ALONE_MAX_MINOR:
        form.wrong("off", "office.members.voucher.too_much", most=Money(ALONE_MAX_MINOR, currency))
        return None
    if is_own(asked, doing.work, doing.member):
        raise NotNow(Message(key="office.members.own_voucher"))
    check_day(asked, doing.work, worth, currency)
    if not worth:
        check_gifts(asked, doing.work)
    detail = {"reason": reason.value, "worth": str(worth)}
    _check_once(doing, "voucher_given", detail)
    effect = AmountOff(amount_minor=worth) if worth else Gift(title=titles)
    voucher = VoucherBody(
        id=VoucherId(uuid7(asked.now())),
        source="office",
        title=titles,
        effect=embed(effect_to_json(effect)),
        valid_from=today,
        valid_until=until,
        least_minor=least.minor if least is not None else 0,
    )
    doing.note(doing.desk.grant(doing.member.id, voucher, reason))
    doing.write_down("voucher_given", **detail)
    return Message(key="office.members.done.voucher")


def _taken_fields(asked: Asked, _work: Work, _member: MemberRow) -> Sequence[Field]:
    return (
        Field(
            name="voucher",
            label="office.members.field.voucher",
            kind="hidden",
            value=asked.query.get("voucher"),
        ),
        reasons(TAKING_REASONS),
        NOTE,
    )


def _take_voucher(doing: Doing) -> Message | None:
    form = doing.form
    voucher, reason = form.id("voucher"), form.choice("reason", OfficeReason)
    form.text("note")
    if voucher is None or reason is None or not form.is_good:
        return None
    doing.note(doing.desk.take_back(doing.member.id, VoucherId(voucher), reason))
    doing.write_down("voucher_taken", reason=reason.value)
    return Message(key="office.members.done.voucher_taken")


POINTS = MemberAct(
    name="points",
    permission=Permission.MOVE_POINTS,
    fields=_points_fields,
    do=_move_points,
    back="/account",
)
VOUCHER = MemberAct(
    name="voucher",
    permission=Permission.MOVE_POINTS,
    fields=_voucher_fields,
    do=_give_voucher,
    back="/account",
)
TAKE_VOUCHER = MemberAct(
    name="take-voucher",
    permission=Permission.MOVE_POINTS,
    fields=_taken_fields,
    do=_take_voucher,
    back="/account",
)
APPROVAL = ApprovalKind(name=KIND, describe=_describe, carry_out=_carry_out)
