"""What of gift cards a second person decides: money that is given, taken or written off by hand."""

from uuid import UUID

from fidpos.domain.gift_card import GiftCardTerms
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId
from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.answer import NotHere, NotNow
from fidpos.server.backoffice.approval_kind import ApprovalKind
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.gift_desk import desk_of, locked
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.giving import is_own
from fidpos.server.db.currency import currency_of
from fidpos.server.db.gift_acts import seen_like
from fidpos.server.db.gift_debts import GiftDebt, covered_minor, open_debt, paying_card
from fidpos.server.db.gift_office import find_card
from fidpos.server.db.member_file import read_member, remains_of
from fidpos.server.db.work import Work
from fidpos.server.services.approving import Approval, NeedsAnother
from fidpos.server.services.gift_desk import GiftReason, NotOnThisCard, Owed
from fidpos.vault.sealing import new_key
from fidpos.wire.office_events import DebtWay

ADJUST = "gift_adjust"
WRITE_OFF = "gift_write_off"
DEBT = "gift_debt"


def _describe(_: Asked, work: Work, approval: Approval) -> Message:
    found = find_card(work, approval.subject_id, None) if approval.subject_id is not None else None
    masked = found[0].masked if found is not None else ""
    minor = _minor(approval)
    way = "write_off" if approval.kind == WRITE_OFF else "take" if minor < 0 else "give"
    amount = Money(abs(minor), currency_of(work))
    return Message(key=f"office.gift.approval.{way}", params={"card": masked, "amount": amount})


def _adjust(asked: Asked, work: Work, approval: Approval) -> None:
    card, minor = locked(asked, work, approval.subject_id), _minor(approval)
    try:
        desk_of(asked, work).adjust(card, minor, GiftReason(str(approval.body["reason"])))
    except NotOnThisCard as fault:
        raise NotNow(Message(key=fault.message_key)) from fault
    asked.write_down(work, "gift_card_adjusted", card.id, minor=str(minor))


def _write_off(asked: Asked, work: Work, approval: Approval) -> None:
    card = locked(asked, work, approval.subject_id)
    if card.receivable_minor != _minor(approval):
        raise NotNow(Message(key="office.gift.owes_otherwise"))
    desk_of(asked, work).write_off(card)
    asked.write_down(work, "gift_card_written_off", card.id, minor=str(card.receivable_minor))


def debt_of(work: Work, debt_id: UUID) -> GiftDebt:
    """What is owed, until the transaction ends.

    Raises:
        NotHere: nothing, or it was paid.
    """
    debt = open_debt(work, debt_id, lock=True)
    if debt is None:
        raise NotHere("nothing is owed under this id")
    return debt


def repay(asked: Asked, work: Work, debt: GiftDebt) -> tuple[GiftCardId, GiftCardNumber]:
    """Put it onto a new card, of the kind and with the terms of the one that had paid.

    Raises:
        NotNow: nobody told yet which card that was, or its till says more than gift cards paid.
    """
    paying, currency = paying_card(work, debt.visit_id), Currency.of(debt.currency)
    if paying is None:
        raise NotNow(Message(key="office.owed.no_card"))
    covered = covered_minor(work, debt.visit_id)
    if debt.minor > covered:
        raise NotNow(Message(key="office.owed.too_much", params={"covered": Money(covered, currency)}))
    desk, key = desk_of(asked, work), new_key()
    card_id = desk.new_card_id()
    terms = GiftCardTerms(vat=paying.vat, valid_months=paying.valid_months, grace_days=paying.grace_days)
    asked.unit_of(work).keep_keys({card_id: key})
    number = desk.issue_for(_owed(debt), terms, card_id, key)
    seen_like(work, card_id, paying.id)
    desk.repay(_owed(debt), terms, card_id)
    asked.write_down(work, "gift_debt_repaid", debt.member_id, minor=str(debt.minor), card=str(card_id))
    return card_id, number


def settle_elsewhere(asked: Asked, work: Work, debt: GiftDebt, how: str) -> None:
    """The customer got it in some other way; how, stands in the audit."""
    desk_of(asked, work).paid_elsewhere(_owed(debt))
    asked.write_down(work, "gift_debt_paid", debt.member_id, minor=str(debt.minor), how=how)


def is_owed_to(asked: Asked, work: Work, debt: GiftDebt) -> bool:
    """Whether the customer is the visitor: then somebody else decides."""
    member = read_member(work, remains_of(work, debt.member_id) or debt.member_id)
    return member is not None and is_own(asked, work, member)


def _owed(debt: GiftDebt) -> Owed:
    return Owed(id=debt.id, amount=Money(debt.minor, Currency.of(debt.currency)))


def _describe_debt(_: Asked, work: Work, approval: Approval) -> Message:
    amount, how = Money(_minor(approval), currency_of(work)), str(approval.body.get("how", ""))
    return Message(key=f"office.owed.approval.{approval.body['way']}", params={"amount": amount, "how": how})


def _carry_out_debt(asked: Asked, work: Work, approval: Approval) -> None:
    assert approval.subject_id is not None
    debt = debt_of(work, approval.subject_id)
    if asked.visitor.person_id != approval.asked_by and is_owed_to(asked, work, debt):
        raise NeedsAnother("who gains by it agrees to it")
    if approval.body["way"] == DebtWay.GIFT_CARD:
        repay(asked, work, debt)
    else:
        settle_elsewhere(asked, work, debt, str(approval.body["how"]))


def _minor(approval: Approval) -> int:
    return int(str(approval.body["minor"]))


KINDS = (
    ApprovalKind(name=ADJUST, describe=_describe, carry_out=_adjust),
    ApprovalKind(name=WRITE_OFF, describe=_describe, carry_out=_write_off),
    ApprovalKind(name=DEBT, describe=_describe_debt, carry_out=_carry_out_debt),
)
