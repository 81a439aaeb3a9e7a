"""What names a ticket of the register."""

from datetime import date

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.domain.register_ticket import RegisterTicket, ticket_number

DAY = date(2026, 11, 22)


@pytest.mark.parametrize("text", ["A-17", "a17", " A 17.", "A/17"])
def test_of_a_number_only_letters_and_digits_are_compared(text: str) -> None:
    assert ticket_number(text) == "A17"


@pytest.mark.parametrize("number", ["", "a17", "A-17", "A" * 41])
def test_a_number_that_could_be_written_otherwise_is_no_key(number: str) -> None:
    with pytest.raises(InvalidValue):
        RegisterTicket(register="left", day=DAY, number=number)


@pytest.mark.parametrize("register", ["", "r" * 33])
def test_a_register_has_a_name(register: str) -> None:
    with pytest.raises(InvalidValue):
        RegisterTicket(register=register, day=DAY, number="A17")
