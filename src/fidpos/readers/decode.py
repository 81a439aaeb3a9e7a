"""Bytes to reads: the one place that decides whether what was presented is a card of ours.

Whatever comes in, out comes a whole `CardRead` or a `RefusedRead` with its reason; part of a number is never
accepted, and a refused read keeps nothing but what a gift card of another system may be found by.
"""

from dataclasses import replace

from fidpos.domain.card import CardRead, CardToken, Refusal, RefusedRead, TokenKind
from fidpos.domain.gift_card_number import former
from fidpos.domain.gift_card_number import parse as parse_gift_card
from fidpos.readers.cards.secrets import CardSecrets, NoSecrets
from fidpos.readers.codes.code import Code, Found, Gs1Rule, Issuer, Kind, own_token
from fidpos.readers.codes.foreign import article, bank_card
from fidpos.readers.codes.frame import read_frame
from fidpos.readers.codes.gift_card import gift_card
from fidpos.readers.codes.gs1_member import gs1_member
from fidpos.readers.codes.own import own_number
from fidpos.readers.codes.rotating import rotating_code
from fidpos.readers.codes.signed import signed_number
from fidpos.readers.codes.voucher import voucher
from fidpos.readers.driver import CardIdentity, ReadOrigin
from fidpos.readers.own_number import NumberLayout, OwnNumber, parse

_KINDS: tuple[Kind, ...] = (
    own_number,
    signed_number,
    rotating_code,
    gift_card,
    voucher,
    gs1_member,
    bank_card,
    article,
)
"""What a code may be, asked in this order; the first that recognises it decides."""

_UID_LENGTHS = frozenset({4, 7, 8, 10})
"""ISO/IEC 14443-3 single, double and triple size, and the eight bytes of FeliCa and ISO/IEC 15693."""

_RANDOM_UID_LENGTH = 4
_RANDOM_UID_START = 0x08
"""ISO/IEC 14443-3: a phone makes up four bytes beginning with 08 at each tap."""

_NO_SECRETS = NoSecrets()
_NO_GS1_PREFIX = Gs1Rule()


class CardDecoder:
    """The `Decoder` of a merchant; it changes nothing in itself, so every thread may use it.

    Args:
        layout: what the merchant's numbers look like.
        secrets: public keys of signed numbers; without them a signed number is as good as a printed one.
        gs1: which GS1 element strings name a member.

    Raises:
        InvalidValue: numbers of two kinds that could be taken for each other.
    """

    __slots__ = ("_issuer",)

    def __init__(
        self, layout: NumberLayout, secrets: CardSecrets = _NO_SECRETS, gs1: Gs1Rule = _NO_GS1_PREFIX
    ) -> None:
        self._issuer = Issuer(layout=layout, secrets=secrets, gs1=gs1)

    def scan(self, frame: bytes, origin: ReadOrigin) -> CardRead | RefusedRead:
        """One complete frame of a scanner; an AIM symbology id (`]E0`) may lead it."""
        code = read_frame(frame, is_gs1_assumed=self._issuer.gs1.is_assumed)
        if code is None:
            return _refused(Refusal.BAD_READ, origin)
        found = self._recognised(code)
        if isinstance(found, Refusal):
            number = former(code.content) if found is not Refusal.BANK_CARD else None
            return replace(_refused(found, origin), foreign=number.canonical if number is not None else "")
        identity = CardIdentity(
            medium=found.medium,
            form=f"{found.kind}/{code.symbology or found.usual_symbology}",
            trust=found.trust,
            evidence=found.evidence,
        )
        return _accepted(identity, found.token, origin)

    def card(self, found: CardIdentity | Refusal, origin: ReadOrigin) -> CardRead | RefusedRead:
        """What a card profile said of a card, or why it could not be read."""
        if isinstance(found, Refusal):
            return _refused(found, origin)
        layout = self._issuer.layout
        token = _number_token(found.number, layout) if found.number else _uid_token(found.uid)
        if isinstance(token, Refusal):
            return _refused(token, origin)
        if found.doubt is not None:
            return _refused(found.doubt, origin)
        return _accepted(found, token, origin)

    def _recognised(self, code: Code) -> Found | Refusal:
        answers = (kind(code, self._issuer) for kind in _KINDS)
        return next((answer for answer in answers if answer is not None), None) or self._unrecognised(code)

    def _unrecognised(self, code: Code) -> Refusal:
        """Damaged or foreign: a named symbology vouches that the code is whole."""
        if not code.content.isdigit():
            return Refusal.UNKNOWN_FORMAT if code.content else Refusal.BAD_READ
        layout = self._issuer.layout
        if code.symbology and not code.content.startswith(layout.all_prefixes):
            return Refusal.UNKNOWN_FORMAT
        why = parse(code.content, layout)
        assert not isinstance(why, OwnNumber)
        return why


def _number_token(number: str, layout: NumberLayout) -> CardToken | Refusal:
    """A gift card's number carries no merchant's code, on a chip as on paper: only the ledger knows it."""
    gift_card_number = parse_gift_card(number)
    if gift_card_number is not None:
        return CardToken(TokenKind.GIFT_CARD, gift_card_number.canonical)
    return own_token(number, layout)


def _uid_token(uid: str) -> CardToken | Refusal:
    try:
        raw = bytes.fromhex(uid)
    except ValueError:
        return Refusal.BAD_READ
    if len(raw) not in _UID_LENGTHS or len(set(raw)) == 1:
        return Refusal.BAD_READ
    if len(raw) == _RANDOM_UID_LENGTH and raw[0] == _RANDOM_UID_START:
        return Refusal.PHONE
    return CardToken(TokenKind.UID, raw.hex().upper())


def _accepted(found: CardIdentity, token: CardToken, origin: ReadOrigin) -> CardRead:
    return CardRead(
        driver=origin.driver,
        device=origin.device,
        sequence=origin.sequence,
        monotonic_s=origin.monotonic_s,
        medium=found.medium,
        form=found.form,
        token=token,
        trust=found.trust,
        evidence=found.evidence,
    )


def _refused(reason: Refusal, origin: ReadOrigin) -> RefusedRead:
    return RefusedRead(
        driver=origin.driver,
        device=origin.device,
        sequence=origin.sequence,
        monotonic_s=origin.monotonic_s,
        reason=reason,
    )
