"""Which form of a UID was read, told by the cards that are known: the same card must not get two numbers."""

from collections.abc import Callable, Iterator

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.uid_form import UidForm

_SHORT_BYTES = 4
_LONG_BYTES = 7


def known_form(token: CardToken, is_known: Callable[[CardToken], bool]) -> UidForm | None:
    """The form in which this is a known card's UID; None when in no form it is.

    Args:
        token: as it was read.
        is_known: whether a card has this token; the only thing that is asked of the store.
    """
    return next((form for form, uid in _candidates(token) if is_known(uid)), None)


def _candidates(token: CardToken) -> Iterator[tuple[UidForm, CardToken]]:
    value = token.value
    if token.kind is TokenKind.UID:
        yield UidForm.AS_READ, token
        yield UidForm.REVERSED, _uid(bytes.fromhex(value)[::-1])
    if value.isdecimal():
        for length in (_SHORT_BYTES, _LONG_BYTES):
            if int(value) < 256**length:
                raw = int(value).to_bytes(length, "big")
                yield UidForm.DECIMAL, _uid(raw)
                yield UidForm.DECIMAL_REVERSED, _uid(raw[::-1])


def _uid(raw: bytes) -> CardToken:
    return CardToken(TokenKind.UID, raw.hex().upper())
