"""Ultralight and NTAG21x with a card number in their NDEF message: as a text, or in a URI behind a prefix.

A bare number is as copyable as a printed one. A number that the merchant signed together with the tag's UID
is SIGNED_STATIC: on another tag the signature no longer holds, though a tag that lies about its UID passes.
A tag that carries anything else is none of this format, and may still be known by its UID (format
`contactless_uid`).
"""

from dataclasses import dataclass, replace

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.formats.ntag21x.memory import read_message
from fidpos.readers.cards.formats.ntag21x.originality import check_originality
from fidpos.readers.cards.ndef import Record, parse_message, text_of, uri_of
from fidpos.readers.cards.number import GIFT_CARD_LENGTH, is_card_number
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.cards.storage_card import ask_uid
from fidpos.readers.driver import CardIdentity, Transmit
from fidpos.readers.own_number import LONG_LENGTH, SHORT_LENGTH
from fidpos.wire import signed_number

FORM = "nfc-a/ntag21x"

NTAG_CODES = frozenset({0x0003, 0x003A})
"""The card's name in PC/SC part 3: MIFARE Ultralight, which NTAG21x say as well, and Ultralight C."""


def create(settings: CardSettings, secrets: CardSecrets) -> "Ntag21xProfile":
    """Build the profile."""
    return Ntag21xProfile(
        uri_prefix=str(settings["uri_prefix"]),
        require_originality=bool(settings["require_originality"]),
        secrets=secrets,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ntag21xProfile:
    """Type 2 tags of NXP."""

    uri_prefix: str
    require_originality: bool
    secrets: CardSecrets

    def matches(self, atr: Atr) -> int:
        """Sure of the kind of tag, and asked before its UID is taken for want of anything better."""
        return 90 if atr.storage_card in NTAG_CODES else 0

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:  # noqa: ARG002
        """Read the message, and only if it is ours ask for the proof."""
        uid = ask_uid(transmit)
        message = read_message(transmit) if uid else Refusal.BAD_READ
        if not isinstance(message, bytes):
            return message
        found = self._number_in(message, uid)
        if isinstance(found, CardIdentity) and found.doubt is None and self.require_originality:
            return replace(found, doubt=check_originality(uid, transmit))
        return found

    def _number_in(self, message: bytes, uid: bytes) -> CardIdentity | Refusal | None:
        """What the first record of ours says."""
        records = parse_message(message)
        if records is None:
            return Refusal.BAD_READ
        for record in records:
            text = self._content(record)
            found = None if text is None else self._read(text, uid)
            if found is not None:
                return found
        return None

    def _content(self, record: Record) -> str | None:
        text, uri = text_of(record), uri_of(record)
        if uri is not None and self.uri_prefix and uri.startswith(self.uri_prefix):
            return uri.removeprefix(self.uri_prefix)
        return text

    def _read(self, text: str, uid: bytes) -> CardIdentity | Refusal | None:
        if text.upper().startswith(signed_number.PREFIX):
            return self._signed(text, uid.hex().upper())
        is_number = is_card_number(text) and len(text) in {SHORT_LENGTH, LONG_LENGTH, GIFT_CARD_LENGTH}
        return _identity(text) if is_number else None

    def _signed(self, text: str, uid: str) -> CardIdentity | Refusal:
        """A number trusted as far as its signature goes; the centre has the keys that this till lacks."""
        signed = signed_number.parse(text)
        if signed is None:
            return Refusal.BAD_READ
        found = _identity(signed.number)
        key = self.secrets.signing_key(signed.key_id)
        if key is None:
            return replace(found, evidence=f"{text.upper()} {uid}")
        if signed_number.verify(signed, key, uid):
            return replace(found, trust=Trust.SIGNED_STATIC)
        is_for_paper = signed_number.verify(signed, key)
        return found if is_for_paper else replace(found, doubt=Refusal.NOT_GENUINE)


def _identity(number: str) -> CardIdentity:
    return CardIdentity(medium=Medium.CONTACTLESS, form=FORM, trust=Trust.COPYABLE, number=number)
