"""What the settings of the memory card formats allow."""

import pytest

from fidpos.readers.cards.atr import parse_atr
from fidpos.readers.cards.catalogue import FORMATS_FOLDER
from fidpos.readers.cards.formats.memory_sle4428.profile import CHIP as SLE4428
from fidpos.readers.cards.formats.memory_sle4442.profile import CHIP as SLE4442
from fidpos.readers.cards.formats.mifare_classic.profile import MifareClassicProfile, create
from fidpos.readers.cards.memory_chip import PROTECTED_LENGTH, MemoryChip
from fidpos.readers.cards.record import RECORD_LENGTH_MAX
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.manifest import CardManifest, read_manifest
from tests.helpers.virtual_cards.storage_card import storage_atr

SECURITY_BYTES = {"memory_sle4442": 0, "memory_sle4428": 3}
"""Error counter and PIN stand at the end of the SLE4428's memory, and apart from the SLE4442's."""


def manifest(name: str) -> CardManifest:
    return read_manifest(FORMATS_FOLDER / name / "manifest.toml", CardManifest)


def classic(sector: int) -> MifareClassicProfile:
    return create(manifest("mifare_classic").checked_settings({"sector": sector}), NoSecrets())


@pytest.mark.parametrize(("name", "chip"), [("memory_sle4442", SLE4442), ("memory_sle4428", SLE4428)])
def test_a_record_fits_between_the_makers_bytes_and_the_end_wherever_it_may_begin(
    name: str, chip: MemoryChip
) -> None:
    address = manifest(name).settings["address"]

    assert address.minimum == PROTECTED_LENGTH
    assert address.maximum == chip.size - SECURITY_BYTES[name] - RECORD_LENGTH_MAX


@pytest.mark.parametrize(
    ("sector", "code", "has_it"),
    [(4, 0x0026, True), (5, 0x0026, False), (15, 0x0001, True), (16, 0x0001, False), (31, 0x0002, True)],
)
def test_a_classic_is_asked_only_for_a_sector_that_it_has(sector: int, code: int, has_it: bool) -> None:
    assert bool(classic(sector).matches(parse_atr(storage_atr(code)))) is has_it


def test_the_record_begins_in_the_first_block_of_its_sector() -> None:
    assert classic(2).first_block == 8
