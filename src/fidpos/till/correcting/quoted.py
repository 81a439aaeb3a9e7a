"""What the centre says of a purchase that another till recorded, in words, before anything is paid back."""

from fidpos.domain.money import Currency, Money
from fidpos.till.correcting.words import Figures
from fidpos.till.task.view import Fact
from fidpos.till.view import Message
from fidpos.wire.sync.refund_quote import RefundQuote


def quoted_facts(quote: RefundQuote, figures: Figures) -> tuple[Fact, ...]:
    """The purchase, what comes back of it, and what the member gives back."""
    currency = figures.currency
    return (
        *named_fact("member", quote.name),
        _bought(quote, currency),
        *named_fact("articles", ", ".join(quote.articles)),
        *_some("left", quote.left_minor if quote.left_minor != quote.bought_minor else 0, currency),
        money_fact("goods", Money(quote.goods_minor, currency)),
        *_some("not_paid", -quote.discount_minor, currency),
        *_some("deducted", -quote.deducted_minor, currency),
        money_fact("pay_back", from_register(quote, currency), is_strong=True),
        *_some("on_cards", quote.back_on_cards_minor, currency),
        *_given_back(quote, figures),
    )


def from_register(quote: RefundQuote, currency: Currency) -> Money:
    """What the register returns to the customer."""
    return Money(quote.pay_back_minor - quote.back_on_cards_minor, currency)


def named_fact(name: str, value: str) -> tuple[Fact, ...]:
    """A word of somebody's; nothing where it is empty."""
    return (Fact(label=Message(key=f"task.correct.fact.{name}"), value=value),) if value else ()


def money_fact(name: str, amount: Money, *, is_strong: bool = False) -> Fact:
    """An amount."""
    value = Message(key="task.correct.value.amount", params={"amount": amount})
    return Fact(label=Message(key=f"task.correct.fact.{name}"), value=value, is_strong=is_strong)


def _some(name: str, minor: int, currency: Currency) -> tuple[Fact, ...]:
    return (money_fact(name, Money(minor, currency)),) if minor else ()


def _bought(quote: RefundQuote, currency: Currency) -> Fact:
    params: dict[str, object] = {"amount": Money(quote.bought_minor, currency), "day": quote.bought_on}
    value = Message(key="task.correct.value.bought", params=params)
    return Fact(label=Message(key="task.correct.fact.amount"), value=value)


def _given_back(quote: RefundQuote, figures: Figures) -> tuple[Fact, ...]:
    if not quote.points:
        return ()
    label = Message(key="task.correct.fact.taken_back", params={"counter": figures.title(quote.counter)})
    value = Message(
        key="task.correct.value.taken_back", params={"amount": figures.of(quote.counter, quote.points)}
    )
    return (Fact(label=label, value=value),)
