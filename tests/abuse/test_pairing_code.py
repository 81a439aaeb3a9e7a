"""An outsider guesses a pairing code, uses one again, or stands between the till and its centre."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.server.api.rate import Rate
from fidpos.server.db.engine import Database
from fidpos.server.db.register import PostgresRegister
from fidpos.server.services.pairing import CODE_LIFE, CODE_TRIES
from fidpos.sync.pairing import NewTill, UnsentEvents, check_nothing_waits, new_private_key, pair
from fidpos.sync.ports import CentreRefused
from fidpos.wire.sync.pairing import NotPaired, PairAnswer, PairRequest
from fidpos.wire.sync.pairing_code import PublicKeys, read_code, typed
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.entrance import Entrance
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import lent_database
from tests.helpers.sync_pair import TILL, Pair


def new_till() -> NewTill:
    return NewTill(private_key=new_private_key(), name="Till 1", software="test")


@pytest.fixture
def register() -> Iterator[PostgresRegister]:
    with lent_database() as database:
        opened = Database(database.app).open()
        try:
            yield PostgresRegister(opened, FakeClock())
        finally:
            opened.close()


@pytest.fixture
def entrance(register: PostgresRegister) -> Entrance:
    return Entrance(register, FakeClock())


def test_five_guesses_end_every_open_code(entrance: Entrance) -> None:
    code = entrance.code()
    for _ in range(CODE_TRIES):
        with pytest.raises(CentreRefused):
            pair(entrance, entrance.guess(), new_till())

    with pytest.raises(CentreRefused):
        pair(entrance, code, new_till())
    assert entrance.tills() == []


def test_four_guesses_leave_a_code_good(entrance: Entrance) -> None:
    code = entrance.code()
    for _ in range(CODE_TRIES - 1):
        with pytest.raises(CentreRefused):
            pair(entrance, entrance.guess(), new_till())

    pair(entrance, code, new_till())
    assert len(entrance.tills()) == 1


def test_a_code_is_good_for_ten_minutes(entrance: Entrance) -> None:
    code = entrance.code()
    entrance.clock.advance((CODE_LIFE - timedelta(seconds=1)).total_seconds())
    pair(entrance, code, new_till())
    late = entrance.code()
    entrance.clock.advance(CODE_LIFE.total_seconds())

    with pytest.raises(CentreRefused):
        pair(entrance, late, new_till())


def test_a_request_that_was_overheard_lets_nobody_else_in(entrance: Entrance) -> None:
    pair(entrance, entrance.code(), new_till())
    answer = entrance.pair(entrance.heard[-1])

    assert len(entrance.tills()) == 1
    assert b"Lyon" not in answer.box


def test_whoever_guesses_all_day_is_slowed_down(entrance: Entrance) -> None:
    door = Entrance(entrance.register, FakeClock(), rate=Rate(per_s=0.2, burst=3))
    codes = []
    for _ in range(4):
        with pytest.raises(CentreRefused) as refused:
            pair(door, door.guess(), new_till())
        codes.append(refused.value.refusal.code)

    assert codes == [*[RefusalCode.CODE_REFUSED] * 3, RefusalCode.TOO_MANY]


def test_a_centre_that_is_not_the_codes_hears_no_secret(entrance: Entrance) -> None:
    phisher = Entrance(entrance.register, FakeClock())

    with pytest.raises(NotPaired):
        pair(phisher, entrance.code(), new_till())
    assert phisher.heard == []


def test_a_typed_code_knows_its_centre_as_well(entrance: Entrance) -> None:
    phisher = Entrance(entrance.register, FakeClock())

    with pytest.raises(NotPaired):
        pair(phisher, read_code(typed(entrance.code())), new_till())
    assert phisher.heard == []


def test_whoever_stands_between_reads_nothing(entrance: Entrance) -> None:
    code = entrance.code()
    pair(entrance, code, new_till())
    passed_on = entrance.heard[-1].box + entrance.heard[-1].signature

    assert code.secret.encode() not in passed_on
    assert b"Till 1" not in passed_on


def test_whoever_stands_between_cannot_put_its_own_key_in(entrance: Entrance) -> None:
    class Meddler:
        def keys(self) -> PublicKeys:
            return entrance.keys()

        def pair(self, request: PairRequest) -> PairAnswer:
            return entrance.pair(PairRequest(box=request.box, signature=bytes(64)))

    with pytest.raises(CentreRefused):
        pair(Meddler(), entrance.code(), new_till())
    assert entrance.tills() == []


def test_an_answer_for_another_till_is_not_believed(entrance: Entrance) -> None:
    pair(entrance, entrance.code(), new_till())
    overheard = entrance.pair(entrance.heard[-1])

    class Replayer:
        def keys(self) -> PublicKeys:
            return entrance.keys()

        def pair(self, request: PairRequest) -> PairAnswer:
            return overheard

    with pytest.raises(NotPaired):
        pair(Replayer(), entrance.code(), new_till())


def test_a_mistyped_code_is_not_even_sent(entrance: Entrance) -> None:
    text = typed(entrance.code())
    for place, char in enumerate(text):
        if char == " ":
            continue
        other = "Z" if char != "Z" else "Y"
        with pytest.raises(InvalidValue):
            read_code(text[:place] + other + text[place + 1 :])


def test_a_till_with_unsent_events_is_not_pointed_elsewhere() -> None:
    till_and_centre = Pair()
    till = till_and_centre.new_till(TILL)
    check_nothing_waits(till)
    till_and_centre.counter.enrol(till)

    with pytest.raises(UnsentEvents):
        check_nothing_waits(till)
