"""The figures of a day as facts, for the screen and for the closing's ticket."""

from collections.abc import Iterator

from fidpos.domain.day import CounterDay, DayFigures, RegisterTotals
from fidpos.domain.money import Currency, Money
from fidpos.rules.programme import Programme
from fidpos.till.task.view import Fact
from fidpos.till.view import Message

_MILLION = 1_000_000
_COUNTERS_SHOWN = 3


def figure_facts(
    figures: DayFigures, programme: Programme, currency: Currency, language: str
) -> tuple[Fact, ...]:
    """One line a figure, at most ten; of counters, those that moved most."""

    def money(minor: int) -> Money:
        return Money(minor, currency)

    def fact(name: str, **params: object) -> Fact:
        return Fact(
            label=Message(key=f"task.day.{name}"), value=Message(key=f"task.day.{name}.value", params=params)
        )

    titles = {counter.code: counter.title.of(language) for counter in programme.counters}
    return (
        fact("visits", count=figures.visits, members=figures.members, new=figures.new_members),
        fact("revenue", amount=money(figures.revenue_minor), off=money(figures.discount_minor)),
        *(
            Fact(
                label=titles.get(each.counter, each.counter),
                value=Message(key="task.day.counter", params={"earned": each.earned, "spent": each.spent}),
            )
            for each in _most_moved(figures)
        ),
        fact("rewards", count=figures.rewards, used=figures.vouchers_used, given=figures.vouchers_given),
        fact("undone", count=figures.undone, amount=money(figures.refunded_minor)),
        fact("gift_sold", count=figures.gift_cards_sold, amount=money(figures.gift_sold_minor)),
        fact("gift_spent", amount=money(figures.gift_spent_minor)),
        fact("gift_outstanding", amount=money(figures.gift_outstanding_minor)),
    )


def _most_moved(figures: DayFigures) -> list[CounterDay]:
    return sorted(figures.counters, key=lambda each: -(each.earned + each.spent))[:_COUNTERS_SHOWN]


def compared(figures: DayFigures, register: RegisterTotals, currency: Currency) -> Iterator[Fact]:
    """What the register's own closing says beside it: the share of members, and what must be equal."""
    if register.sales_minor:
        share = figures.revenue_minor * _MILLION // register.sales_minor
        yield Fact(
            label=Message(key="task.day.share"),
            value=Message(
                key="task.day.share.value",
                params={"share": share, "sales": Money(register.sales_minor, currency)},
            ),
            is_strong=True,
        )
    for name, ours, theirs in (
        ("gift_sold", figures.gift_sold_minor, register.gift_sold_minor),
        ("gift_spent", figures.gift_spent_minor, register.gift_spent_minor),
    ):
        if theirs is not None:
            missing = Money(theirs - ours, currency)
            yield Fact(
                label=Message(key=f"task.day.{name}.difference"),
                value=Message(key="task.day.difference.none")
                if not missing.minor
                else Message(key="task.day.difference", params={"amount": missing}),
                is_strong=bool(missing.minor),
            )


def has_difference(figures: DayFigures, register: RegisterTotals) -> bool:
    """Whether gift cards were sold or taken at the register without fidpos, or the other way round."""
    return any(
        theirs is not None and theirs != ours
        for ours, theirs in (
            (figures.gift_sold_minor, register.gift_sold_minor),
            (figures.gift_spent_minor, register.gift_spent_minor),
        )
    )
