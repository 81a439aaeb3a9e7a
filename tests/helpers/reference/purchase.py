"""Conditions about what is being bought, where and how."""

from fractions import Fraction

from fidpos.domain.basket import BasketLine
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.card_medium import CardMedium
from fidpos.rules.conditions.channel import Channel
from fidpos.rules.conditions.code_entered import CodeEntered
from fidpos.rules.conditions.contains import Contains
from fidpos.rules.conditions.quantity import Quantity
from fidpos.rules.conditions.shop import Shop
from fidpos.rules.conditions.till import Till
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.tax import Tax
from tests.helpers.reference.arithmetic import WHOLE_PPM, half_up
from tests.helpers.reference.misses import unless_within
from tests.helpers.reference.progress import Progress
from tests.helpers.reference.scopes import is_untold, lines_of


def amount(condition: Amount, progress: Progress) -> Miss | None:
    """The lines of the scope sum to so much."""
    if is_untold(progress, condition.scope):
        return unless_within("amount", condition.bounds, None)
    seen = 0
    for line in lines_of(progress, condition.scope):
        price = line.left if condition.after_discount else line.what.amount_minor
        seen += taxed(price, line.what, condition.tax)
    return unless_within("amount", condition.bounds, seen, Unit.MINOR)


def taxed(price: int, line: BasketLine, tax: Tax) -> int:
    """A price of the line with or without its tax."""
    with_tax = Fraction(WHOLE_PPM + line.tax_rate_ppm, WHOLE_PPM)
    if tax is Tax.INCLUDED and not line.tax_included:
        return half_up(price * with_tax)
    if tax is Tax.EXCLUDED and line.tax_included:
        return half_up(price / with_tax)
    return price


def quantity(condition: Quantity, progress: Progress) -> Miss | None:
    """So many units are in the basket."""
    if not progress.is_itemised:
        return unless_within("quantity", condition.bounds, None)
    seen = sum(line.what.quantity for line in lines_of(progress, condition.scope))
    return unless_within("quantity", condition.bounds, seen, Unit.ITEMS)


def contains(condition: Contains, progress: Progress) -> Miss | None:
    """Something of the scope is bought."""
    if not progress.is_itemised:
        return Miss("contains", None, 1)
    bought = [line for line in lines_of(progress, condition.scope) if line.what.quantity > 0]
    return None if bought else Miss("contains", 0, 1)


def shop(condition: Shop, progress: Progress) -> Miss | None:
    """It is bought in one of the shops."""
    here = progress.facts.visit.shop
    return None if here in condition.shops else Miss("shop", str(here), "shop")


def till(condition: Till, progress: Progress) -> Miss | None:
    """It is bought at one of the tills."""
    here = progress.facts.visit.till
    return None if here in condition.tills else Miss("till", str(here), "till")


def channel(condition: Channel, progress: Progress) -> Miss | None:
    """It is bought in one of these ways."""
    seen = progress.facts.visit.channel
    return None if seen in condition.channels else Miss("channel", seen, ",".join(condition.channels))


def card_medium(condition: CardMedium, progress: Progress) -> Miss | None:
    """The card is one of these, and proves enough."""
    visit = progress.facts.visit
    if condition.media and visit.medium not in condition.media:
        return Miss("card_medium", visit.medium, ",".join(condition.media))
    if visit.trust < condition.trust_at_least:
        return Miss("card_medium", int(visit.trust), int(condition.trust_at_least))
    return None


def code_entered(condition: CodeEntered, progress: Progress) -> Miss | None:
    """One of the codes was typed."""
    wanted = [code.strip().casefold() for code in condition.codes]
    for code in progress.facts.visit.codes:
        if code.strip().casefold() in wanted:
            return None
    return Miss("code_entered", None, "code")
