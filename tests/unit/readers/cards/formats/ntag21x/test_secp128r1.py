"""ECDSA over secp128r1: the public vectors, and everything that is no signature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.readers.cards.formats.ntag21x.originality import is_original
from fidpos.readers.cards.formats.ntag21x.secp128r1 import G, N, Point, verify

VECTORS = [
    ("04E10CDA993C80", "8B76052EE42F5567BEB53238B3E3F9950707C0DCC956B5C5EFCFDB709B2D82B3"),
    ("04DB0BDA993C80", "6048EFD9417CD10F6B7F1818D471A7FE5B46868D2EABDC6307A1E0AAE139D8D0"),
    ("04C1285A373080", "CEA2EB0B3C95D0844A95B824A7553703B3702378033BF0987899DB70151A19E7"),
    ("04C2285A373080", "A561506723D422D29ED9F93E60D20B9ED1E05CC1BF81DA19FE500CA0B81CC0ED"),
]
"""Public: two NTAG21x, two Ultralight EV1."""


@pytest.mark.parametrize(("uid", "signature"), VECTORS)
def test_the_signatures_of_real_tags_are_valid(uid: str, signature: str) -> None:
    assert is_original(bytes.fromhex(uid), bytes.fromhex(signature))


@given(st.sampled_from(VECTORS), st.integers(0, 7 * 8 - 1))
def test_a_signature_is_valid_for_its_uid_only(vector: tuple[str, str], bit: int) -> None:
    uid = int(vector[0], 16) ^ 1 << bit

    assert not is_original(uid.to_bytes(7, "big"), bytes.fromhex(vector[1]))


@given(st.sampled_from(VECTORS), st.integers(0, 32 * 8 - 1))
def test_a_changed_signature_is_not_valid(vector: tuple[str, str], bit: int) -> None:
    signature = int(vector[1], 16) ^ 1 << bit

    assert not is_original(bytes.fromhex(vector[0]), signature.to_bytes(32, "big"))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=4, max_size=10))
def test_any_bytes_are_answered(signature: bytes, uid: bytes) -> None:
    assert not is_original(uid, signature)


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (N, 1), (1, N), (N + 1, 1), (0, 0)])
def test_numbers_outside_the_group_are_no_signature(r: int, s: int) -> None:
    assert not verify(G, 1, r=r, s=s)


def test_a_sum_at_infinity_is_no_signature() -> None:
    """With the key -G, digest * G + r * key vanishes wherever digest equals r."""
    assert not verify(Point(G.x, -G.y), 5, r=5, s=1)


@given(st.integers(1, N - 1), st.integers(0, 2**128 - 1))
def test_a_signature_made_with_the_private_key_one_and_the_nonce_one_is_valid(s: int, digest: int) -> None:
    """Key and nonce point are both G, so that s = digest + r (mod N)."""
    r = G.x % N
    right = (digest + r) % N

    assert verify(G, digest, r=r, s=right) is (right != 0)
    assert verify(G, digest, r=r, s=s) is (s == right or s == N - right)


def test_the_points_in_use_lie_on_the_curve() -> None:
    assert G.is_on_curve
    assert not Point(G.x, G.y + 1).is_on_curve
