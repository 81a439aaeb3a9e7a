"""Boxes: sealed by anybody, opened by one."""

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.vault.boxes import box_public_key, new_box_key, open_box, seal_box
from fidpos.vault.errors import SealBroken


def test_the_receiver_opens_what_was_sealed() -> None:
    key = new_box_key()
    assert open_box(key, seal_box(box_public_key(key), b"secret", b"what"), b"what") == b"secret"


def test_the_same_bytes_are_never_sealed_the_same_way() -> None:
    public = box_public_key(new_box_key())
    assert seal_box(public, b"secret", b"") != seal_box(public, b"secret", b"")


def test_nobody_else_opens_it() -> None:
    box = seal_box(box_public_key(new_box_key()), b"secret", b"what")
    with pytest.raises(SealBroken):
        open_box(new_box_key(), box, b"what")


def test_it_does_not_open_as_something_else() -> None:
    key = new_box_key()
    with pytest.raises(SealBroken):
        open_box(key, seal_box(box_public_key(key), b"secret", b"what"), b"other")


@pytest.mark.parametrize("cut", [0, 10, 32, -1])
def test_a_box_that_was_cut_off_does_not_open(cut: int) -> None:
    key = new_box_key()
    with pytest.raises(SealBroken):
        open_box(key, seal_box(box_public_key(key), b"secret", b"")[:cut], b"")


def test_keys_of_another_size_are_refused() -> None:
    with pytest.raises(InvalidValue):
        seal_box(b"short", b"", b"")
    with pytest.raises(InvalidValue):
        open_box(b"short", b"", b"")
