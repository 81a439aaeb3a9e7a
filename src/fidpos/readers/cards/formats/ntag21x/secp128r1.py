"""ECDSA verification over secp128r1, which `cryptography` does not offer; for originality signatures only.

Curve: SEC 2 version 1.0, section 2.2.2. Verification: SEC 1 version 2.0, section 4.1.4. It handles public
things only, so that its timing tells nobody anything. 128 bits are too few to protect money with.
"""

from dataclasses import dataclass

P = 0xFFFFFFFD_FFFFFFFF_FFFFFFFF_FFFFFFFF
A = P - 3
B = 0xE87579C1_1079F43D_D824993C_2CEE5ED3
N = 0xFFFFFFFE_00000000_75A30D1B_9038A115


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the curve other than the one at infinity, which is None."""

    x: int
    y: int

    @property
    def is_on_curve(self) -> bool:
        """Whether it satisfies the curve's equation."""
        return (self.y * self.y - (self.x * self.x + A) * self.x - B) % P == 0


G = Point(0x161FF752_8B899B2D_0C28607C_A52C5B86, 0xCF5AC839_5BAFEB13_C02DA292_DDED7A83)


def verify(key: Point, digest: int, *, r: int, s: int) -> bool:
    """Whether (r, s) is a signature of the digest, a number of at most 128 bits, under a public key."""
    if not (0 < r < N and 0 < s < N):
        return False
    inverse = pow(s, -1, N)
    point = _sum_of_multiples(digest * inverse % N, G, r * inverse % N, key)
    return point is not None and point.x % N == r


def _sum_of_multiples(a: int, first: Point, b: int, second: Point) -> Point | None:
    """A * first + b * second, both in one pass over the bits (Shamir's trick)."""
    addends = {(1, 0): first, (0, 1): second, (1, 1): _add(first, second)}
    total: Point | None = None
    for bit in reversed(range(max(a.bit_length(), b.bit_length()))):
        total = _add(total, total)
        total = _add(total, addends.get((a >> bit & 1, b >> bit & 1)))
    return total


def _add(left: Point | None, right: Point | None) -> Point | None:
    if left is None:
        return right
    if right is None:
        return left
    if left.x == right.x:
        if (left.y + right.y) % P == 0:
            return None
        slope = (3 * left.x * left.x + A) * pow(2 * left.y, -1, P) % P
    else:
        slope = (right.y - left.y) * pow(right.x - left.x, -1, P) % P
    x = (slope * slope - left.x - right.x) % P
    return Point(x, (slope * (left.x - x) - left.y) % P)
