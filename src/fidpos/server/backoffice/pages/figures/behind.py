"""A figure's formula in words, its two parts, and the members behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fidpos.server.backoffice.answer import Answer, NotHere, Page
from fidpos.server.backoffice.asked import Asked as Request
from fidpos.server.backoffice.pages.figures.members import Below, below
from fidpos.server.backoffice.pages.figures.question import question
from fidpos.server.backoffice.pages.figures.words import Words
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.figures.reading import Overview, overview, with_card
from fidpos.server.services.figures.formulas import Ratio
from fidpos.server.services.figures.whom import Customers, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class _Explained:
    """A figure.

    Attributes:
        parts: numerator and denominator.
        how: `money` or `times` or `percent`, as `Words` writes the quotient; `count` for a number alone.
        members: whose list stands below.
        in_money: whether the parts are amounts.
    """

    parts: Callable[[Overview], Ratio]
    how: str
    members: Who
    in_money: tuple[bool, bool] = (False, False)


_FIGURES: Mapping[str, _Explained] = {
    "revenue": _Explained(
        parts=lambda each: Ratio(each.activity.revenue_minor, 1),
        how="money",
        members=Who.BUYERS,
        in_money=(True, False),
    ),
    "buyers": _Explained(parts=lambda each: Ratio(each.activity.buyers, 1), how="count", members=Who.BUYERS),
    "basket": _Explained(
        parts=lambda each: each.activity.basket, how="money", members=Who.BUYERS, in_money=(True, False)
    ),
    "frequency": _Explained(parts=lambda each: each.activity.frequency, how="times", members=Who.BUYERS),
    "per_member": _Explained(
        parts=lambda each: each.activity.per_member,
        how="money",
        members=Who.BUYERS,
        in_money=(True, False),
    ),
    "retention": _Explained(parts=lambda each: each.loyalty.retention, how="percent", members=Who.KEPT),
    "attrition": _Explained(parts=lambda each: each.loyalty.attrition, how="percent", members=Who.GONE),
    "discounts": _Explained(
        parts=lambda each: Ratio(each.activity.discount_minor, 1), how="money", members=Who.DISCOUNTED
    ),
    "new": _Explained(parts=lambda each: Ratio(each.standings.new, 1), how="count", members=Who.NEW),
    "active": _Explained(
        parts=lambda each: Ratio(each.standings.active, each.standings.known),
        how="percent",
        members=Who.ACTIVE,
    ),
    "dormant": _Explained(
        parts=lambda each: Ratio(each.standings.dormant, each.standings.known),
        how="percent",
        members=Who.DORMANT,
    ),
    "lost": _Explained(
        parts=lambda each: Ratio(each.standings.lost, each.standings.known),
        how="percent",
        members=Who.LOST,
    ),
}
_BESIDE_REGISTERS = "with_card"


def formula(asked: Request) -> Answer:
    """The figure of this name."""
    name = str(asked.place["figure"])
    if name != _BESIDE_REGISTERS and name not in _FIGURES:
        raise NotHere("no such figure")
    listed: Below | None = None
    with asked.reading() as work:
        wanted = question(asked, work)
        words = Words(asked.texts, wanted)
        if name == _BESIDE_REGISTERS:
            ratio, explained = with_card(work, wanted.asked).of_sales, None
        else:
            explained = _FIGURES[name]
            ratio = explained.parts(overview(work, wanted.asked))
        if explained is not None and asked.visitor.may(Permission.VIEW_MEMBERS):
            listed = below(asked, work, wanted, Customers(who=explained.members), f"/{name}/formula")
    context = {
        "q": wanted,
        "words": words,
        "figure": name,
        "settings": wanted.asked.settings,
        "shown": _shown(asked, words, explained.how if explained else "percent", ratio),
        "parts": _parts(asked, words, ratio, explained.in_money if explained else (True, True)),
        "is_quotient": explained is None or ratio.denominator != 1,
        "below": listed,
    }
    return Page(template="figures/formula.html", context=context)


def _shown(asked: Request, words: Words, how: str, ratio: Ratio) -> str:
    match how:
        case "money":
            return words.money(ratio.rounded)
        case "times":
            return words.times(ratio)
        case "percent":
            return words.percent(ratio)
        case _:
            return asked.texts.value(ratio.numerator)


def _parts(asked: Request, words: Words, ratio: Ratio, in_money: tuple[bool, bool]) -> list[str]:
    return [
        words.money(part) if is_money else asked.texts.value(part)
        for part, is_money in zip((ratio.numerator, ratio.denominator), in_money, strict=True)
    ]
