"""Whose tries an address takes at the office's door."""

import pytest

from fidpos.server.backoffice.entering import sender_of


@pytest.mark.parametrize("address", ["192.0.2.7", "", "no address", "somebody:else"])
def test_an_address_is_its_own_sender(address: str) -> None:
    assert sender_of(address) == address


def test_all_addresses_of_a_household_are_one_sender() -> None:
    senders = {sender_of(f"2001:db8:1:2::{number:x}") for number in range(50)}

    assert senders == {"2001:db8:1:2::/64"}
    assert sender_of("2001:db8:1:3::1") not in senders
