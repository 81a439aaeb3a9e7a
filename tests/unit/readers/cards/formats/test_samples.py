"""Every sample card through the same choice of formats and the same decoder as on a till."""

import pytest

from fidpos.bootstrap.demo.virtual_card import CardTakenAway
from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.cards.atr import parse_atr
from fidpos.readers.cards.profile import split_response
from fidpos.readers.driver import ReadOrigin, Response
from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip
from tests.helpers.reader_context import DECODER, recogniser
from tests.helpers.virtual_cards.samples import CHOSEN, SAMPLES, Pulled, Sample, secrets

ORIGIN = ReadOrigin(driver="pcsc", device="reader", sequence=1, monotonic_s=0.0)
AT_HAND = {name: sample for name, sample in SAMPLES.items() if not isinstance(sample.card(), Pulled)}


def present(card: VirtualChip, chosen: dict[str, dict[str, object]] | None) -> CardRead | RefusedRead:
    def transmit(command: bytes) -> Response:
        return split_response(card.respond(command))

    formats = recogniser(chosen or CHOSEN, secrets())
    found = formats.recognise(card.atr, transmit, device="reader")
    assert isinstance(found, Refusal) or (found.number or found.uid).isalnum()
    return DECODER.card(found, ORIGIN)


@pytest.mark.parametrize("sample", AT_HAND.values(), ids=AT_HAND.keys())
def test_a_till_makes_of_a_card_what_it_is(sample: Sample) -> None:
    read = present(sample.card(), sample.chosen)

    if isinstance(sample.token, Refusal):
        assert isinstance(read, RefusedRead)
        assert read.reason is sample.token
    else:
        assert isinstance(read, CardRead)
        assert (read.token.text, read.form, read.trust) == (sample.token, sample.form, sample.trust)


@pytest.mark.parametrize("name", sorted(SAMPLES.keys() - AT_HAND.keys()))
def test_what_the_transport_raises_for_a_card_pulled_away_comes_out_unchanged(name: str) -> None:
    with pytest.raises(CardTakenAway):
        present(SAMPLES[name].card(), SAMPLES[name].chosen)


@pytest.mark.parametrize("sample", AT_HAND.values(), ids=AT_HAND.keys())
def test_a_memory_card_is_asked_in_its_readers_words_only(sample: Sample) -> None:
    card = sample.card()
    asked: list[bytes] = []

    def transmit(command: bytes) -> Response:
        asked.append(command)
        return split_response(card.respond(command))

    recogniser(sample.chosen or CHOSEN, secrets()).recognise(card.atr, transmit, device="reader")
    is_memory = parse_atr(card.atr).is_memory_chip or parse_atr(card.atr).storage_card is not None

    assert not is_memory or {command[0] for command in asked} == {0xFF}
