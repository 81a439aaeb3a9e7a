"""A blank NTAG213 written through the real nfcpy, over its `udp` driver: whole, or pulled away and ended."""

from collections.abc import Callable

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.domain.card_writing import WriteProblem
from fidpos.readers.cards.catalogue import Catalogue
from fidpos.readers.cards.recogniser import Recogniser
from fidpos.readers.cards.writing import WriteJob
from fidpos.readers.drivers.nfc_usb.driver import NfcDriver
from fidpos.readers.own_number import make_long
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.nfc_field import UdpField
from tests.helpers.reader_context import MERCHANT_CODE
from tests.helpers.virtual_cards.blank_cards import FORMATS

pytestmark = pytest.mark.nfc

NUMBER = make_long(MERCHANT_CODE, 4711)

Start = Callable[..., NfcDriver]


@pytest.fixture
def job() -> WriteJob:
    catalogue = Catalogue(FORMATS, HeldSecrets(), distributions=list)
    secrets = HeldSecrets()
    return WriteJob(catalogue.writers(secrets)["ntag21x"], NUMBER, secrets)


@pytest.fixture
def cards(job: WriteJob) -> Recogniser:
    recogniser = Catalogue(FORMATS, HeldSecrets(), distributions=list).recogniser()
    recogniser.write_next(job)
    return recogniser


def test_a_blank_tag_is_written_and_read_back(
    field: UdpField, start: Start, sink: CollectingSink, cards: Recogniser, job: WriteJob
) -> None:
    field.say("insert", "blank")
    start(field.path, cards=cards)
    (read,) = sink.wait_for_reads(1)

    assert isinstance(read, CardRead)
    assert read.token.value == NUMBER
    assert job.problem is None


@pytest.mark.parametrize("frames", [5, 7, 9])
def test_a_tag_pulled_away_while_it_is_written_is_ended_when_it_comes_back(
    field: UdpField, start: Start, sink: CollectingSink, cards: Recogniser, job: WriteJob, frames: int
) -> None:
    field.say("insert", "blank")
    field.say("pull", str(frames))
    driver = start(field.path, cards=cards)
    (cut,) = sink.wait_for_reads(1)
    assert isinstance(cut, RefusedRead)
    assert cut.reason is Refusal.BAD_READ
    assert job.problem is WriteProblem.CUT_SHORT
    sink.wait(lambda sink: sink.removals == [driver.device], "the removal")
    field.say("return")

    ended = sink.wait_for_reads(2)[1]
    assert isinstance(ended, CardRead)
    assert ended.token.value == NUMBER
    assert job.problem is None
