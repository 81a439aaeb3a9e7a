"""Vouchers that come along: as they were written, and nothing that no rule could give."""

import pytest

from fidpos.server.services.importing.cells import CellFault, Unclear
from fidpos.server.services.importing.voucher_cell import vouchers_of
from fidpos.wire.voucher_text import vouchers_to_text
from tests.helpers.centre_events import Happenings
from tests.helpers.fake_clock import FakeClock


def test_what_was_written_is_read_again() -> None:
    voucher = Happenings(FakeClock()).voucher()
    (read,) = vouchers_of(vouchers_to_text([voucher]))

    assert (read.source, read.title, read.valid_until) == (voucher.source, voucher.title, voucher.valid_until)
    assert vouchers_to_text([]) == ""
    assert vouchers_of("") == ()


@pytest.mark.parametrize(
    "text",
    [
        *("5 EUR", "{}", "[{}]"),
        '[{"source":"a","title":{"fr":"a","en":"a"},"effect":{"type":"x"},"valid_from":"2026-01-01"}]',
    ],
)
def test_what_gives_nothing_that_a_rule_gives_is_no_voucher(text: str) -> None:
    with pytest.raises(Unclear) as raised:
        vouchers_of(text)

    assert raised.value.fault is CellFault.NO_VOUCHER
