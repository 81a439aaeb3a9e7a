"""The document of the cash register beside us, by which a purchase is found again on both sides."""

from dataclasses import dataclass
from datetime import date

from fidpos.domain.errors import InvalidValue

NUMBER_LENGTH_MAX = 40
REGISTER_LENGTH_MAX = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTicket:
    """One ticket of one register on one of its business days; the three together occur once.

    Attributes:
        register: the name under which the cash register is linked.
        day: the register's business day, which need not be ours around midnight.
        number: letters and digits in capitals, as `ticket_number` leaves them.
    """

    register: str
    day: date
    number: str

    def __post_init__(self) -> None:
        """Refuse what is no key.

        Raises:
            InvalidValue: a part is empty or too long, or the number is not as it is compared.
        """
        if not 0 < len(self.register) <= REGISTER_LENGTH_MAX:
            raise InvalidValue("a register has a name of some letters")
        if not 0 < len(self.number) <= NUMBER_LENGTH_MAX or self.number != ticket_number(self.number):
            raise InvalidValue("a ticket's number is made of letters and digits")


def ticket_number(text: str) -> str:
    """What of a ticket's number is compared: its letters and digits, in capitals; empty for none."""
    return "".join(filter(str.isalnum, text.upper()))
