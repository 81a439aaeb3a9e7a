"""The formats of memory cards on the real pcscd, each card a process of its own."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from fidpos.bootstrap.demo.pcscd import FIRST_READER
from fidpos.domain.card import CardRead, Refusal
from fidpos.readers.driver import ReaderState
from fidpos.readers.drivers.pcsc.driver import PcscDriver, create
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.registry import DRIVERS_FOLDER
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import driver_context, recogniser
from tests.helpers.virtual_cards.programs import Hand
from tests.helpers.virtual_cards.samples import CHOSEN, NUMBER, SAMPLES, SHORT_NUMBER, secrets
from tests.integration.pcsc.conftest import SECOND_READER

pytestmark = [pytest.mark.pcscd, pytest.mark.usefixtures("pcscd")]

Watch = Callable[[Mapping[str, Mapping[str, object]]], PcscDriver]


@pytest.fixture
def watch(sink: CollectingSink) -> Iterator[Watch]:
    """Starts the driver with these card formats, and with the keys that the sample cards need."""
    running: list[PcscDriver] = []

    def watch(chosen: Mapping[str, Mapping[str, object]]) -> PcscDriver:
        manifest = read_manifest(DRIVERS_FOLDER / "pcsc/manifest.toml", Manifest)
        context = driver_context(sink, "pcsc", cards=recogniser(chosen, secrets()))
        driver = create(manifest.checked_settings({"match": "Virtual PCD"}), context)
        driver.start()
        running.append(driver)
        return driver

    yield watch
    for driver in running:
        driver.close()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_till_makes_of_a_card_what_it_is(
    watch: Watch, cards: Hand, sink: CollectingSink, name: str
) -> None:
    sample = SAMPLES[name]
    cards.insert_special("sample_card", name)
    watch(sample.chosen or CHOSEN)
    (read,) = sink.wait_for_reads(1)

    if isinstance(read, CardRead):
        assert (read.token.text, read.form, read.trust) == (sample.token, sample.form, sample.trust)
    else:
        assert read.reason is sample.token


def test_two_memory_cards_in_two_readers_are_read_side_by_side(
    watch: Watch, cards: Hand, sink: CollectingSink
) -> None:
    watch(CHOSEN)
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    sink.wait_for_state(SECOND_READER, ReaderState.READY)
    cards.insert_special("sample_card", "sle4428", slot=0)
    cards.insert_special("sample_card", "tag with a signed number", slot=1)
    sink.wait_for_reads(2)

    numbers = {read.device: read.token.value for read in sink.reads if isinstance(read, CardRead)}
    assert numbers == {FIRST_READER: SHORT_NUMBER, SECOND_READER: NUMBER}


def test_a_card_pulled_away_does_not_disturb_the_other_reader(
    watch: Watch, cards: Hand, sink: CollectingSink
) -> None:
    watch(CHOSEN)
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    sink.wait_for_state(SECOND_READER, ReaderState.READY)
    cards.insert_special("sample_card", "sle4442 pulled", slot=0)
    cards.insert_special("sample_card", "classic", slot=1)
    sink.wait_for_reads(2)

    outcomes = {
        read.device: read.token.value if isinstance(read, CardRead) else read.reason for read in sink.reads
    }
    assert outcomes == {FIRST_READER: Refusal.BAD_READ, SECOND_READER: NUMBER}
