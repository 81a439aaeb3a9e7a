"""SLE4442, SLE4432, SLE5532 and SLE5542: 256 bytes, a PIN of three bytes and three tries."""

from fidpos.readers.cards.memory_chip import MemoryChip
from fidpos.readers.cards.memory_profile import MemoryProfile
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets

CHIP = MemoryChip(
    form="memory/sle4442",
    answer=bytes.fromhex("A2131091"),
    card_type=0x06,
    size=256,
    pin_length=3,
    tries_max=3,
)


def create(settings: CardSettings, secrets: CardSecrets) -> MemoryProfile:  # noqa: ARG001
    """Build the profile."""
    return MemoryProfile(chip=CHIP, address=int(str(settings["address"])))
