import pytest

from fidpos.readers import supervision
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import Fault, FaultCode, ReaderState
from fidpos.readers.errors import DeviceUnavailable, DriverStuck
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.supervision import STEADY_S, Report, SupervisedDriver
from tests.helpers.fake_clock import FakeClock
from tests.helpers.reader_context import recogniser
from tests.helpers.scripted_driver import ScriptedDriver, ScriptedFactory

LOST = Fault(code=FaultCode.DEVICE_LOST)
HOPELESS = Fault(code=FaultCode.LIBRARY_MISSING, retryable=False)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(autouse=True)
def all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No driver here is slow; the machine may be."""
    for limit in ("BUILD_LIMIT_S", "REPLACED_LIMIT_S"):
        monkeypatch.setattr(supervision, limit, 60.0)


@pytest.fixture
def factory() -> ScriptedFactory:
    return ScriptedFactory("d")


@pytest.fixture
def reports() -> list[Report]:
    return []


@pytest.fixture
def supervised(clock: FakeClock, factory: ScriptedFactory, reports: list[Report]) -> SupervisedDriver:
    return SupervisedDriver(
        factory.prepared(),
        decoder=CardDecoder(NumberLayout(merchant_code="1234")),
        cards=recogniser(),
        monotonic_s=clock.monotonic_s,
        post=reports.append,
    )


def test_the_first_life_is_due_at_once(supervised: SupervisedDriver, clock: FakeClock) -> None:
    assert supervised.due_s == clock.monotonic_s()


def test_a_driver_that_works_has_no_fault_and_no_further_life_due(supervised: SupervisedDriver) -> None:
    assert supervised.build() is None
    assert supervised.driver is not None
    assert supervised.due_s is None


def test_a_fault_that_may_pass_sets_the_next_life_later_each_time(
    supervised: SupervisedDriver, clock: FakeClock
) -> None:
    delays = []
    for _ in range(5):
        supervised.build()
        supervised.retire(LOST)
        assert supervised.due_s is not None
        delays.append(supervised.due_s - clock.monotonic_s())

    assert delays == [0.25, 0.5, 1.0, 2.0, 2.0]


def test_a_driver_that_ran_steadily_begins_again_with_the_shortest_delay(
    supervised: SupervisedDriver, clock: FakeClock
) -> None:
    for _ in range(3):
        supervised.build()
        supervised.retire(LOST)
    supervised.build()
    clock.advance(STEADY_S)
    supervised.retire(LOST)

    assert supervised.due_s == clock.monotonic_s() + 0.25


def test_a_fault_that_cannot_pass_by_itself_ends_it(supervised: SupervisedDriver) -> None:
    supervised.build()
    supervised.retire(HOPELESS)

    assert supervised.due_s is None
    assert supervised.driver is None


def test_the_fault_of_a_driver_error_is_shown(supervised: SupervisedDriver, factory: ScriptedFactory) -> None:
    def refuse() -> None:
        raise DeviceUnavailable(LOST)

    def change(driver: ScriptedDriver) -> None:
        driver.on_start = refuse

    factory.change = change

    assert supervised.build() == LOST


def test_any_other_exception_is_a_crash_that_may_be_tried_again(
    supervised: SupervisedDriver, factory: ScriptedFactory
) -> None:
    def change(driver: ScriptedDriver) -> None:
        raise ZeroDivisionError

    factory.change = change

    assert supervised.build() == Fault(code=FaultCode.CRASHED, native_code="ZeroDivisionError")


def test_what_a_discarded_driver_says_late_is_not_heard(
    supervised: SupervisedDriver, factory: ScriptedFactory, reports: list[Report]
) -> None:
    supervised.build()
    supervised.retire(LOST)
    heard = len(reports)
    factory.lives[0].report(ReaderState.READY)
    factory.lives[0].present("1")

    assert len(reports) == heard


def test_a_driver_that_does_not_stop_is_told(supervised: SupervisedDriver, factory: ScriptedFactory) -> None:
    def hang(timeout_s: float) -> None:
        raise DriverStuck("a card")

    supervised.build()
    factory.lives[0].on_close = hang

    assert not supervised.close(60.0)


def test_a_driver_that_fails_to_close_counts_as_closed(
    supervised: SupervisedDriver, factory: ScriptedFactory
) -> None:
    def fail(timeout_s: float) -> None:
        raise ZeroDivisionError

    supervised.build()
    factory.lives[0].on_close = fail

    assert supervised.close(60.0)


def test_closing_twice_closes_the_driver_once(supervised: SupervisedDriver, factory: ScriptedFactory) -> None:
    supervised.build()
    supervised.close(60.0)
    supervised.close(60.0)

    assert factory.log == ["start d", "close d"]
