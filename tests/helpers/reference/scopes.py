"""Which lines a scope is about."""

from fidpos.domain.basket import BasketLine
from fidpos.rules.scope import Scope, Selection
from tests.helpers.reference.progress import Line, Progress


def lines_of(progress: Progress, scope: Scope) -> list[Line]:
    """The lines of a scope, in the order of the basket."""
    return [line for line in progress.lines if is_in(scope, line.what)]


def is_in(scope: Scope, line: BasketLine) -> bool:
    """Whether the scope is about the line."""
    if _names_something(scope.only) and not _names(scope.only, line):
        return False
    if _names(scope.excluding, line):
        return False
    if scope.full_price and line.discounted:
        return False
    if scope.earning and not line.earns:
        return False
    price, bounds = line.unit_price_minor, scope.unit_price
    if bounds is None:
        return True
    if line.is_anonymous:
        return False
    if bounds.at_least is not None and price < bounds.at_least:
        return False
    if bounds.above is not None and price <= bounds.above:
        return False
    if bounds.at_most is not None and price > bounds.at_most:
        return False
    return bounds.below is None or price < bounds.below


def is_untold(progress: Progress, scope: Scope) -> bool:
    """Whether the purchase is a mere amount of which nobody can tell what lies in the scope."""
    says_what = _names_something(scope.only) or scope.unit_price is not None
    return says_what and not progress.is_itemised


def _names_something(selection: Selection) -> bool:
    return selection != Selection()


def _names(selection: Selection, line: BasketLine) -> bool:
    if line.is_anonymous:
        return False
    return (
        line.article in selection.articles
        or line.brand in selection.brands
        or any(category in selection.categories for category in line.categories)
        or any(label in selection.labels for label in line.labels)
        or line.tax_rate_ppm in selection.tax_rates_ppm
    )
