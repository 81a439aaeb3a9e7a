"""What the customer sees on the second screen: their visit in large letters, and of them a first name only.

It is drawn from the cashier's own view, so that both say the same. Nobody else's name, no number and nothing
that the cashier looks up ever stands there.
"""

from dataclasses import dataclass

from fidpos.domain.shop import TillIdentity
from fidpos.texts.texts import Texts
from fidpos.till.task.view import ReviewBody
from fidpos.till.view import CheckoutView, MemberView, PreviewView, TillState
from fidpos.ui.presenters.task.qr import qr_rows

OFFERS_SHOWN = 3

_AWAY = {TillState.LOCKED, TillState.TECHNICIAN}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerModel:
    """The second screen; what is empty takes no room.

    Attributes:
        headline: the greeting, or what the shop is called.
        amount: what is to be paid at the register.
        amount_label: what the amount is.
        discount: what was taken off.
        offers: rewards that can be used now.
        points: what the visit will earn, or what there is after it.
        code: modules of a QR code for the customer's own telephone.
        practice: says that nothing here counts.
    """

    headline: str
    amount: str = ""
    amount_label: str = ""
    discount: str = ""
    offers_title: str = ""
    offers: tuple[str, ...] = ()
    points: str = ""
    code: tuple[bytes, ...] = ()
    practice: str = ""


def customer(view: CheckoutView | None, identity: TillIdentity, texts: Texts) -> CustomerModel:
    """The screen for this view; the idle page without one, and while nobody serves."""
    practice = "" if identity.production else texts.say("customer.practice")
    code = _own_code(view)
    if code:
        return CustomerModel(headline=texts.say("customer.your_card"), code=code, practice=practice)
    member = view.member if view is not None and view.staff is not None else None
    member = member if member is not None and member.is_there else None
    if view is None or view.staff is None or view.state in _AWAY or (member is None and view.amount is None):
        headline = texts.say("customer.welcome", merchant=identity.merchant_name)
        return CustomerModel(headline=headline, practice=practice)
    preview = view.preview
    is_over = view.state is TillState.IDLE
    return CustomerModel(
        headline=_greeting(member, texts, is_over=is_over),
        amount=_amount(view, texts),
        amount_label=texts.say("customer.due") if view.amount is not None else "",
        discount=_discount(preview, texts),
        offers_title=texts.say("customer.offers") if _offers(member, is_over=is_over) else "",
        offers=_offers(member, is_over=is_over),
        points=_points(member, preview, texts, is_over=is_over),
        practice=practice,
    )


def _own_code(view: CheckoutView | None) -> tuple[bytes, ...]:
    """Of a card that was just made for whoever stands there."""
    if view is None or view.state is not TillState.ENROLLING or view.task is None:
        return ()
    return qr_rows(view.task.body.qr) if isinstance(view.task.body, ReviewBody) else ()


def _greeting(member: MemberView | None, texts: Texts, *, is_over: bool) -> str:
    if member is None:
        return texts.say("customer.hello")
    name = member.holder or member.given_name
    if not name:
        return texts.say("customer.thanks" if is_over else "customer.hello")
    return texts.say("customer.thanks_name" if is_over else "customer.hello_name", name=name)


def _amount(view: CheckoutView, texts: Texts) -> str:
    if view.preview is not None and view.amount is not None:
        return texts.value(view.preview.due)
    return texts.value(view.amount) if view.amount is not None else ""


def _discount(preview: PreviewView | None, texts: Texts) -> str:
    if preview is None or not preview.discount.minor:
        return ""
    return texts.say("customer.discount", amount=preview.discount)


def _offers(member: MemberView | None, *, is_over: bool) -> tuple[str, ...]:
    """What can be used on the visit in progress; what is chosen comes first."""
    if member is None or is_over:
        return ()
    usable = [offer for offer in member.offers if not offer.missing and offer.obstacle is None]
    usable.sort(key=lambda offer: not offer.chosen)
    return tuple(offer.title for offer in usable[:OFFERS_SHOWN])


def _points(member: MemberView | None, preview: PreviewView | None, texts: Texts, *, is_over: bool) -> str:
    if member is None:
        return ""
    if preview is None or is_over or not preview.amount.minor:
        return texts.say("customer.balance", counter=member.counter_title, points=member.points)
    return texts.say("customer.will_have", counter=member.counter_title, points=preview.points_after)
