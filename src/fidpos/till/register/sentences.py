"""What the till says to the cashier about the register beside it."""

from fidpos.domain.register_ticket import RegisterTicket
from fidpos.till.announce import Said
from fidpos.till.view import Message, Tone


def from_register(ticket: RegisterTicket) -> Said:
    """The amount comes from the register from now on."""
    return _said("register.arrived", Tone.INFO, ticket)


def given_back(ticket: RegisterTicket) -> Said:
    """A key was pressed while the amount is the register's; Esc gives it back to the keys."""
    return _said("register.keeps", Tone.WARNING, ticket)


def amount_first(ticket: RegisterTicket) -> Said:
    """The register has a ticket, but an amount was typed by hand."""
    return _said("register.amount_first", Tone.WARNING, ticket)


def voided_there(ticket: RegisterTicket) -> Said:
    """The register gave its ticket up; nothing was recorded."""
    return _said("register.voided", Tone.INFO, ticket)


def _said(key: str, tone: Tone, ticket: RegisterTicket) -> Said:
    params: dict[str, object] = {"ticket": ticket.number, "register": ticket.register}
    return Said(
        tone=tone, message=Message(key=key, params=params), detail=Message(key=f"hint.{key}", params=params)
    )
