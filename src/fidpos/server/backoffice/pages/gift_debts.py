"""What is owed to customers because the gift card that had paid ended: on a new card, or paid elsewhere.

One person settles what one person may give alone; above that, and of what is owed to themselves, a second one
agrees.
"""

from uuid import UUID

from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.gift_approvals import (
    DEBT,
    debt_of,
    is_owed_to,
    repay,
    settle_elsewhere,
)
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.giving import ALONE_MAX_MINOR
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db import gift_debts
from fidpos.server.db.approvals import Asking, ask, decide, open_of_subject
from fidpos.server.db.member_file import member_names
from fidpos.server.db.names import shop_names
from fidpos.server.db.work import Work
from fidpos.server.services.approving import Approval, Outcome
from fidpos.wire.office_events import DebtWay

START = "/gift-cards/owed"
_DEBT = f"{START}/{{debt_id:uuid}}"


def show(asked: Asked) -> Answer:
    """What nobody has paid, then what was."""
    _check(asked)
    with asked.reading() as work:
        return _page(work, Form({}, asked.visitor.language))


def take_card(asked: Asked) -> Answer:
    """Onto a new card, whose number is shown once."""
    _check(asked)
    with asked.work() as work:
        waiting, debt = _waiting(asked, work), debt_of(work, asked.id("debt_id"))
        if _needs_second(asked, work, debt):
            return _ask(asked, work, debt, DebtWay.GIFT_CARD)
        card_id, number = repay(asked, work, debt)
        _nothing_left(asked, work, waiting)
    context = {
        "title": "office.owed.given",
        "number": number.grouped,
        "heir_id": card_id,
        "balance": Money(debt.minor, Currency.of(debt.currency)),
    }
    return Page(template="gift_cards/replaced.html", context=context)


def take_paid(asked: Asked) -> Answer:
    """The customer got it in some other way."""
    _check(asked)
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        waiting, debt = _waiting(asked, work), debt_of(work, asked.id("debt_id"))
        how = form.text("how", needed=True)
        if how is None:
            return _page(work, form, debt.id)
        if _needs_second(asked, work, debt):
            return _ask(asked, work, debt, DebtWay.ELSEWHERE, how=how)
        settle_elsewhere(asked, work, debt, how)
        _nothing_left(asked, work, waiting)
    return Redirect(path=START, said=Message(key="office.owed.settled"))


def _waiting(asked: Asked, work: Work) -> Approval | None:
    """What a second person is to decide about it; locked before the debt, as by whoever approves it."""
    return open_of_subject(work, DEBT, asked.id("debt_id"), lock=True)


def _nothing_left(asked: Asked, work: Work, waiting: Approval | None) -> None:
    """It was paid by who may alone: there is nothing to approve any more."""
    if waiting is not None:
        decide(work, waiting.id, asked.visitor.person_id, Outcome.MOOT)
        asked.write_down(work, "approval_moot", waiting.id, kind=waiting.kind)


def _needs_second(asked: Asked, work: Work, debt: gift_debts.GiftDebt) -> bool:
    return debt.minor > ALONE_MAX_MINOR or is_owed_to(asked, work, debt)


def _ask(asked: Asked, work: Work, debt: gift_debts.GiftDebt, way: DebtWay, **more: object) -> Answer:
    if open_of_subject(work, DEBT, debt.id) is not None:
        raise NotNow(Message(key="office.gift.asked_already"))
    body = {"way": way.value, "minor": debt.minor, **more}
    by = asked.visitor.person_id
    gains = by if is_owed_to(asked, work, debt) else None
    ask(work, Asking(kind=DEBT, by=by, subject_id=debt.id, body=body, beneficiary_id=gains))
    asked.write_down(work, "gift_debt_asked", debt.member_id, minor=str(debt.minor))
    return Redirect(path=START, said=Message(key="office.gift.asked"))


def _page(work: Work, form: Form, wrong_at: UUID | None = None) -> Page:
    debts, paid = gift_debts.open_debts(work), gift_debts.paid_debts(work)
    context = {
        "debts": debts,
        "paid": paid,
        "names": member_names(work, [each.member_id for each in (*debts, *paid)]),
        "shops": shop_names(work),
        "waiting": {each.id for each in debts if open_of_subject(work, DEBT, each.id)},
        "alone": ALONE_MAX_MINOR,
        "money": lambda debt: Money(debt.minor, Currency.of(debt.currency)),
        "wrong_at": wrong_at,
        "problems": form.problems,
    }
    return Page(template="gift_cards/owed.html", context=context, status=422 if form.problems else 200)


def _check(asked: Asked) -> None:
    if asked.visitor.shops is not None:
        raise NotHere("for whoever sees all shops: a card is sold in one and spent in another")


ENDPOINTS = (
    get(START, Permission.MANAGE_GIFT_CARDS, show),
    post(f"{_DEBT}/card", Permission.MANAGE_GIFT_CARDS, take_card),
    post(f"{_DEBT}/paid", Permission.MANAGE_GIFT_CARDS, take_paid),
)
"""Of the area of gift cards."""
