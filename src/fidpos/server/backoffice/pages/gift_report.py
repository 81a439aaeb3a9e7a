"""Gift cards for the books: what moved by kind and period, what is outstanding, the limits."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fidpos.domain.gift_card import LOAD_WINDOW_DAYS, VatKind
from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.answer import Answer, NotHere, Page
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import get
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.currency import currency_of
from fidpos.server.db.gift_debts import owed_minor
from fidpos.server.db.gift_office import MonthSum, Outstanding, beyond_limits, outstanding, sums_between
from fidpos.server.services.books_of_gifts import GiftLine, lines_of
from fidpos.server.services.gift_limits import NOTICE_FROM_MINOR, Limits, notice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class KindShown:
    """One kind of card in the period.

    Attributes:
        lines: what moved, by the account it moved against.
        held: on all of its cards at the end of the period.
    """

    vat: VatKind
    lines: Sequence[GiftLine]
    held: Money
    receivable: Money


def show(asked: Asked) -> Answer:
    """For whoever sees all shops: a card is sold in one shop and spent in another."""
    if asked.visitor.shops is not None:
        raise NotHere("a report of all shops")
    form = Form({name: [value] for name, value in asked.query.items()}, asked.visitor.language)
    today = asked.now().astimezone(asked.zone).date()
    first = form.day("first", needed=False) or today.replace(day=1)
    last = form.day("last", needed=False) or first.replace(day=monthrange(first.year, first.month)[1])
    with asked.reading() as work:
        currency = currency_of(work)
        moved, left = sums_between(work, first, last), outstanding(work, last)
        above, loaded = beyond_limits(work, Limits(), today - timedelta(days=LOAD_WINDOW_DAYS))
        paid_now = sum(each.held_minor for each in outstanding(work, today) if each.vat is not VatKind.FREE)
        owed = owed_minor(work, last)
    context = {
        "first": first,
        "last": last,
        "kinds": [_kind(vat, moved, left, currency) for vat in VatKind],
        "limits": Limits(),
        "above": above,
        "loaded": loaded,
        "paid_now": Money(paid_now, currency),
        "owed": Money(owed, currency),
        "notice": notice_of(paid_now),
        "notice_from": Money(NOTICE_FROM_MINOR, currency),
        "money": lambda minor: Money(minor, currency),
        "problems": form.problems,
    }
    return Page(template="gift_cards/report.html", context=context, status=422 if form.problems else 200)


def _kind(
    vat: VatKind, moved: Sequence[MonthSum], left: Sequence[Outstanding], currency: Currency
) -> KindShown:
    sums = {(each.contra, each.move): (each.amount_minor, each.count) for each in moved if each.vat is vat}
    held = next((each for each in left if each.vat is vat), None)
    return KindShown(
        vat=vat,
        lines=lines_of(sums),
        held=Money(held.held_minor if held is not None else 0, currency),
        receivable=Money(held.receivable_minor if held is not None else 0, currency),
    )


ENDPOINTS = (get("/gift-cards/report", Permission.VIEW_GIFT_CARDS, show),)
"""Of the area of gift cards."""
