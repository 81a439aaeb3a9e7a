import threading

import pytest

from fidpos.bootstrap.demo.empty_slot import wait_until_empty
from fidpos.readers.drivers.pcsc import codes
from fidpos.readers.drivers.pcsc.api import Api
from fidpos.readers.drivers.pcsc.codes import ScardError
from fidpos.readers.drivers.simulated.virtual_cards import BankCard
from tests.helpers.fake_scard import FakeScard

READER = "Virtual PCD 00 00"
LIMIT_S = 60.0


@pytest.fixture
def scard() -> FakeScard:
    scard = FakeScard()
    scard.plug(READER)
    return scard


def test_an_empty_reader_is_not_waited_for(scard: FakeScard) -> None:
    assert wait_until_empty(Api(scard), READER, LIMIT_S)


def test_a_card_is_waited_for_until_the_service_saw_it_leave(scard: FakeScard) -> None:
    scard.insert(READER, BankCard())
    answers: list[bool] = []
    waiting = threading.Thread(target=lambda: answers.append(wait_until_empty(Api(scard), READER, LIMIT_S)))
    waiting.start()
    assert scard.is_waiting.wait(LIMIT_S)
    assert answers == []
    scard.remove(READER)
    waiting.join(LIMIT_S)

    assert answers == [True]


def test_a_card_that_stays_is_waited_for_within_the_limit(scard: FakeScard) -> None:
    scard.insert(READER, BankCard())

    assert not wait_until_empty(Api(scard), READER, 0.01)


def test_a_service_that_is_away_is_an_error(scard: FakeScard) -> None:
    scard.stop_service(codes.NO_SERVICE)

    with pytest.raises(ScardError, match="0x8010001d"):
        wait_until_empty(Api(scard), READER, LIMIT_S)


def test_the_service_is_left_as_it_was(scard: FakeScard) -> None:
    wait_until_empty(Api(scard), READER, LIMIT_S)

    assert scard.contexts == set()
