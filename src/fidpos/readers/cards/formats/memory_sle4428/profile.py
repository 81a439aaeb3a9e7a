"""SLE4428, SLE4418, SLE5518 and SLE5528: 1,024 bytes, a PIN of two bytes and eight tries."""

from fidpos.readers.cards.memory_chip import MemoryChip
from fidpos.readers.cards.memory_profile import MemoryProfile
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets

CHIP = MemoryChip(
    form="memory/sle4428",
    answer=bytes.fromhex("92231091"),
    card_type=0x05,
    size=1024,
    pin_length=2,
    tries_max=8,
)


def create(settings: CardSettings, secrets: CardSecrets) -> MemoryProfile:  # noqa: ARG001
    """Build the profile."""
    return MemoryProfile(chip=CHIP, address=int(str(settings["address"])))
