import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.uid_form import UidForm
from fidpos.readers.driver import Response
from fidpos.readers.uid_order import in_order, scanned_uid

UIDS = st.sampled_from([4, 7, 10]).flatmap(lambda size: st.binary(min_size=size, max_size=size))


def uid_of(text: str, order: UidForm) -> str | None:
    found = scanned_uid(text.encode(), order, form="uid/serial")
    return found.uid if found is not None else None


def test_only_the_uid_that_the_reader_gives_is_turned_round() -> None:
    def transmit(command: bytes) -> Response:
        return Response(command, 0x9000)

    turned = in_order(transmit, UidForm.REVERSED)

    assert turned(bytes.fromhex("FFCA000004")).data == bytes.fromhex("040000CAFF")
    assert turned(bytes.fromhex("FFCA010000")).data == bytes.fromhex("FFCA010000")
    assert turned(bytes.fromhex("FFB0000410")).data == bytes.fromhex("FFB0000410")
    assert in_order(transmit, UidForm.AS_READ) is transmit


@pytest.mark.parametrize(
    ("text", "order", "uid"),
    [
        ("04E10CDA993C80", UidForm.AS_READ, "04E10CDA993C80"),
        ("04e10cda993c80", UidForm.REVERSED, "803C99DA0CE104"),
        ("0081985754", UidForm.DECIMAL, f"{81985754:08X}"),
        ("0081985754", UidForm.DECIMAL_REVERSED, (81985754).to_bytes(4, "little").hex().upper()),
        ("81985754", UidForm.DECIMAL, None),
        ("9999999999", UidForm.DECIMAL, None),
        ("04E10CDA993C8", UidForm.AS_READ, None),
        ("2012340000486", UidForm.AS_READ, None),
    ],
)
def test_a_scanned_uid_is_taken_whole_or_not_at_all(text: str, order: UidForm, uid: str | None) -> None:
    assert uid_of(text, order) == uid


@given(uid=UIDS)
def test_however_a_scanner_says_a_uid_it_is_the_same_card(uid: bytes) -> None:
    digits = len(str(256 ** len(uid) - 1))
    said = {
        UidForm.AS_READ: uid.hex(),
        UidForm.REVERSED: uid[::-1].hex(),
        UidForm.DECIMAL: f"{int.from_bytes(uid, 'big'):0{digits}d}",
        UidForm.DECIMAL_REVERSED: f"{int.from_bytes(uid, 'little'):0{digits}d}",
    }

    assert {uid_of(text, order) for order, text in said.items()} == {uid.hex().upper()}


@given(frame=st.binary(max_size=40), order=st.sampled_from(UidForm))
def test_no_frame_raises(frame: bytes, order: UidForm) -> None:
    found = scanned_uid(frame, order, form="uid/serial")

    assert found is None or len(found.uid) in {8, 14, 20}
