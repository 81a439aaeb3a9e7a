"""Between what travels and what the till understands."""

from typing import TypeVar

import msgspec

from fidpos.domain.basket import Basket, BasketLine
from fidpos.domain.errors import InvalidValue
from fidpos.domain.money import Currency, Money
from fidpos.link.messages import (
    TAX_RATES_MAX,
    BadRequest,
    BasketAsked,
    EntitlementTold,
    GiftTold,
    Line,
    LinkProblem,
    MemberTold,
    ProblemTold,
    ReductionTold,
    TicketTold,
)
from fidpos.till.register.standing import MemberStanding, TicketRefused, TicketStanding

_Asked = TypeVar("_Asked", bound=msgspec.Struct)


def decoded(body: bytes, kind: type[_Asked]) -> _Asked:
    """The message in a body.

    Raises:
        BadRequest: it is another one, too deep, or out of bounds; the detail names the path.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise BadRequest(LinkProblem.MALFORMED, str(fault)) from fault


def basket_from(asked: BasketAsked) -> Basket:
    """The basket that the register hands over.

    Raises:
        BadRequest: its lines do not sum to its amount, there are too many rates, or no such currency.
    """
    if len({line.tax_rate_ppm for line in asked.lines}) > TAX_RATES_MAX:
        raise BadRequest(LinkProblem.MALFORMED, f"lines: more than {TAX_RATES_MAX} different tax rates")
    try:
        return Basket(
            amount=Money(asked.amount_minor, Currency.of(asked.currency)),
            lines=tuple(_line_from(line) for line in asked.lines),
        )
    except InvalidValue as fault:
        raise BadRequest(LinkProblem.MALFORMED, str(fault)) from fault


def told(standing: TicketStanding) -> TicketTold:
    """How a ticket stands."""
    ticket = standing.ticket
    return TicketTold(
        register=ticket.register,
        business_day=ticket.day,
        ticket=ticket.number,
        status=standing.status,
        currency=standing.currency,
        amount_minor=standing.amount_minor,
        discount_minor=standing.discount_minor,
        due_minor=standing.due_minor,
        gift_card_minor=standing.gift_card_minor,
        points=standing.points,
        visit_id=str(standing.visit_id) if standing.visit_id is not None else None,
        reductions=tuple(
            ReductionTold(line=each.line, source=each.source, title=each.title, minor=each.minor)
            for each in standing.reductions
        ),
        gifts=tuple(
            GiftTold(title=each.title, article=each.article, quantity=each.quantity)
            for each in standing.gifts
        ),
        member=member_told(standing.member),
    )


def member_told(member: MemberStanding | None) -> MemberTold | None:
    """The member, as far as a register may know them."""
    if member is None:
        return None
    return MemberTold(
        name=member.name,
        masked_card=member.masked_card,
        tier=member.tier,
        counter=member.counter,
        points=member.points,
        entitlements=tuple(
            EntitlementTold(title=each.title, cost=each.cost, is_chosen=each.is_chosen, is_open=each.is_open)
            for each in member.entitlements
        ),
    )


def problem_told(refused: TicketRefused) -> ProblemTold:
    """Why the till does not do it."""
    return ProblemTold(
        problem=LinkProblem(refused.refusal.value),
        ticket=told(refused.standing) if refused.standing is not None else None,
    )


def _line_from(line: Line) -> BasketLine:
    return BasketLine(
        amount_minor=line.amount_minor,
        article=line.article,
        label=line.label,
        categories=line.categories,
        brand=line.brand,
        labels=frozenset(line.labels),
        quantity=line.quantity,
        tax_rate_ppm=line.tax_rate_ppm,
        tax_included=line.tax_included,
        discounted=line.discounted,
        earns=line.earns,
    )
