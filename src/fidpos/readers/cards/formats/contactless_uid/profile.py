"""Plain contactless cards known by their UID, for the kinds of card that the merchant enabled and no others.

Every contactless card answers a request for its UID, bank cards and phones included. Therefore the ATR
decides first, and a card of a kind that is not enabled is never asked.
"""

from collections.abc import Iterable

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.cards.storage_card import ask_uid
from fidpos.readers.driver import CardIdentity, Transmit
from fidpos.readers.errors import SettingsRefused

KINDS = {
    "mifare_classic_1k": 0x0001,
    "mifare_classic_4k": 0x0002,
    "mifare_ultralight": 0x0003,
    "icode_sli": 0x0014,
    "mifare_mini": 0x0026,
    "mifare_ultralight_c": 0x003A,
    "felica": 0x003B,
}
"""Names for settings, and the card's code in PC/SC part 3, supplement; NTAG21x say they are Ultralight."""

_FORMS = {"icode_sli": "nfc-v/uid", "felica": "nfc-f/uid"}


def create(settings: CardSettings, secrets: CardSecrets) -> "ContactlessUidProfile":  # noqa: ARG001
    """Build the profile.

    Raises:
        SettingsRefused: a kind that does not exist.
    """
    kinds = settings["kinds"]
    return ContactlessUidProfile(kinds if isinstance(kinds, tuple) else ())


class ContactlessUidProfile:
    """Cards of the enabled kinds.

    Args:
        kinds: names out of `KINDS`, or a whole ATR in hex for a kind that PC/SC does not name.
    """

    def __init__(self, kinds: Iterable[str]) -> None:
        self._forms_by_code: dict[int, str] = {}
        self._atrs: set[bytes] = set()
        for kind in kinds:
            if kind in KINDS:
                self._forms_by_code[KINDS[kind]] = _FORMS.get(kind, "nfc-a/uid")
            else:
                self._atrs.add(_atr_of(kind))

    def matches(self, atr: Atr) -> int:
        """Sure of an enabled kind, nothing else."""
        return 80 if self._form(atr) else 0

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:
        """Ask the reader for the UID."""
        uid = ask_uid(transmit)
        if not uid:
            return Refusal.BAD_READ
        return CardIdentity(
            medium=Medium.CONTACTLESS,
            form=self._form(atr),
            trust=Trust.COPYABLE,
            uid=uid.hex().upper(),
        )

    def _form(self, atr: Atr) -> str:
        if atr.raw in self._atrs:
            return "nfc-a/uid"
        return "" if atr.storage_card is None else self._forms_by_code.get(atr.storage_card, "")


def _atr_of(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise SettingsRefused(f"{text!r} is neither a kind of card nor an ATR in hex") from None
