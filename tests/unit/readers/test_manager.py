import threading
import time
from collections.abc import Callable, Iterator

import pytest

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers import supervision
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import DeviceStatus, Fault, FaultCode, ReaderState
from fidpos.readers.errors import DriverRefused, DriverStuck
from fidpos.readers.life import Life
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from tests.helpers.reader_context import recogniser
from tests.helpers.scripted_driver import ScriptedDriver, ScriptedFactory

LIMIT_S = 60.0
GIVEN_UP_S = 0.1
LOST = Fault(code=FaultCode.DEVICE_LOST)


class Counter:
    """The till's side: what it was told, and a wait for it."""

    def __init__(self) -> None:
        self.numbers: list[str] = []
        self.snapshots: list[tuple[DeviceStatus, ...]] = []
        self.raises = False
        self._changed = threading.Condition()

    def on_read(self, read: CardRead | RefusedRead) -> None:
        with self._changed:
            self.numbers.append(read.token.value if isinstance(read, CardRead) else read.reason.value)
            self._changed.notify_all()
        if self.raises:
            raise ZeroDivisionError

    def on_status(self, statuses: tuple[DeviceStatus, ...]) -> None:
        with self._changed:
            self.snapshots.append(statuses)
            self._changed.notify_all()
        if self.raises:
            raise ZeroDivisionError

    def wait(self, holds: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(holds, LIMIT_S), f"{self.numbers} {self.snapshots[-1:]}"

    def wait_for_state(self, state: ReaderState, name: str = "a") -> None:
        self.wait(lambda: any(row.driver == name and row.state is state for row in self.rows))

    @property
    def rows(self) -> tuple[DeviceStatus, ...]:
        return self.snapshots[-1] if self.snapshots else ()


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def manage(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., ReaderManager]]:
    started: list[ReaderManager] = []

    def manage(*factories: ScriptedFactory) -> ReaderManager:
        manager = ReaderManager(
            [factory.prepared() for factory in factories],
            decoder=CardDecoder(NumberLayout(merchant_code="1234")),
            cards=recogniser(),
            monotonic_s=time.monotonic,
            on_read=counter.on_read,
            on_status=counter.on_status,
        )
        started.append(manager)
        manager.start()
        return manager

    monkeypatch.setattr(supervision, "BUILD_LIMIT_S", LIMIT_S)
    yield manage
    for manager in started:
        manager.close()


def test_reads_arrive_in_the_order_in_which_they_were_seen(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    manage(a, b)
    counter.wait_for_state(ReaderState.READY, "b")

    for number in range(50):
        (a if number % 2 else b).lives[0].present(str(number))

    counter.wait(lambda: len(counter.numbers) == 50)
    assert counter.numbers == [str(number) for number in range(50)]


def test_a_card_left_in_the_reader_is_handed_on_once(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a = ScriptedFactory("a")
    manage(a)
    counter.wait_for_state(ReaderState.READY)

    for number in ("1", "1", "2"):
        a.lives[0].present(number)
    a.lives[0].take_away()
    a.lives[0].present("2")

    counter.wait(lambda: len(counter.numbers) == 3)
    assert counter.numbers == ["1", "2", "2"]


def test_a_card_left_in_the_reader_is_the_same_one_after_the_driver_was_built_anew(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a = ScriptedFactory("a")
    manage(a)
    counter.wait_for_state(ReaderState.READY)
    a.lives[0].present("1")

    a.lives[0].report(ReaderState.FAILED, LOST)
    counter.wait(lambda: len(a.lives) == 2 and counter.rows[0].state is ReaderState.READY)
    a.lives[1].present("1")
    a.lives[1].present("2")

    counter.wait(lambda: "2" in counter.numbers)
    assert counter.numbers == ["1", "2"]


def test_an_observer_that_raises_stops_nothing(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    counter.raises = True
    a = ScriptedFactory("a")
    manage(a)
    counter.wait_for_state(ReaderState.READY)

    for number in ("1", "2", "3"):
        a.lives[0].present(number)

    counter.wait(lambda: counter.numbers == ["1", "2", "3"])


def test_a_failed_driver_is_closed_and_built_anew_after_a_pause(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a = ScriptedFactory("a")
    manage(a)
    counter.wait_for_state(ReaderState.READY)

    failed_s = time.monotonic()
    a.lives[0].report(ReaderState.FAILED, LOST)
    counter.wait(lambda: len(a.lives) == 2 and counter.rows[0].state is ReaderState.READY)

    assert a.log == ["start a", "close a", "start a"]
    assert time.monotonic() - failed_s >= 0.25


def test_the_row_of_a_failed_driver_stays_failed_until_it_works(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    tries = iter([True, True, False])

    def refuse_twice(driver: ScriptedDriver) -> None:
        if next(tries):
            raise DriverRefused(LOST)

    a = ScriptedFactory("a")
    a.change = refuse_twice
    manage(a)
    counter.wait_for_state(ReaderState.READY)

    states = [snapshot[0].state for snapshot in counter.snapshots]
    assert states == [ReaderState.STARTING, ReaderState.FAILED, ReaderState.STARTING, ReaderState.READY]


def test_a_driver_that_may_not_load_is_a_failed_row_and_the_others_work(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    def refuse(driver: ScriptedDriver) -> None:
        raise DriverRefused(Fault(code=FaultCode.NOT_APPROVED, retryable=False))

    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    a.change = refuse
    manager = manage(a, b)
    counter.wait_for_state(ReaderState.READY, "b")

    assert [(row.driver, row.state) for row in manager.statuses] == [
        ("a", ReaderState.FAILED),
        ("b", ReaderState.READY),
    ]
    assert manager.statuses[0].fault == Fault(code=FaultCode.NOT_APPROVED, retryable=False)
    assert len(a.lives) == 1


def test_a_failed_driver_shows_its_failure_rather_than_its_devices(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a = ScriptedFactory("a")
    manage(a)
    counter.wait_for_state(ReaderState.READY)

    hopeless = Fault(code=FaultCode.CRASHED, retryable=False)
    a.lives[0].context.sink.status(DeviceStatus(driver="a", state=ReaderState.FAILED, fault=hopeless))

    counter.wait(lambda: [row.fault for row in counter.rows] == [hopeless])


def test_the_running_driver_can_be_had_by_its_name(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a = ScriptedFactory("a")
    manager = manage(a)
    counter.wait_for_state(ReaderState.READY)

    assert manager.driver("a") is a.lives[0]
    assert manager.driver("b") is None


def test_drivers_are_closed_in_reverse_order(manage: Callable[..., ReaderManager], counter: Counter) -> None:
    log: list[str] = []
    manager = manage(*(ScriptedFactory(name, log) for name in "abc"))
    counter.wait_for_state(ReaderState.READY, "c")

    assert manager.close(LIMIT_S) == ()
    assert log == ["start a", "start b", "start c", "close c", "close b", "close a"]


def test_nothing_is_called_back_once_closed(manage: Callable[..., ReaderManager], counter: Counter) -> None:
    a = ScriptedFactory("a")
    manager = manage(a)
    counter.wait_for_state(ReaderState.READY)
    manager.close()
    told = len(counter.snapshots)
    a.lives[0].present("1")
    a.lives[0].report(ReaderState.FAILED, LOST)

    assert (counter.numbers, len(counter.snapshots)) == ([], told)


def test_a_driver_that_hangs_is_named_and_leaves_the_others_their_time(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    allowed: dict[str, float] = {}
    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    manager = manage(a, b)
    counter.wait_for_state(ReaderState.READY, "b")

    def hang(timeout_s: float) -> None:
        allowed["b"] = timeout_s
        raise DriverStuck("a card")

    def close(timeout_s: float) -> None:
        allowed["a"] = timeout_s

    b.lives[0].on_close = hang
    a.lives[0].on_close = close

    assert manager.close(LIMIT_S) == ("b",)
    assert allowed["b"] <= 30.0 <= allowed["a"] + 10.0


def test_closing_while_a_driver_is_slow_to_build_keeps_to_its_limit(
    manage: Callable[..., ReaderManager],
) -> None:
    building, go_on = threading.Event(), threading.Event()

    def wait(driver: ScriptedDriver) -> None:
        building.set()
        go_on.wait(LIMIT_S)

    a = ScriptedFactory("a")
    a.change = wait
    manager = manage(a)
    assert building.wait(LIMIT_S)

    assert manager.close(0.05) == ("a",)
    go_on.set()
    assert manager.close(LIMIT_S) == ()
    assert a.log == ["close a"]


def test_a_manager_that_never_started_can_be_closed(counter: Counter) -> None:
    manager = ReaderManager(
        [],
        decoder=CardDecoder(NumberLayout(merchant_code="1234")),
        cards=recogniser(),
        monotonic_s=time.monotonic,
        on_read=counter.on_read,
        on_status=counter.on_status,
    )

    assert manager.close(LIMIT_S) == ()


def test_a_driver_put_in_while_others_run_reads_and_they_do_not_notice(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    manager = manage(a)
    counter.wait_for_state(ReaderState.READY)

    manager.put(b.prepared())
    counter.wait_for_state(ReaderState.READY, "b")
    b.lives[0].present("1")

    counter.wait(lambda: counter.numbers == ["1"])
    assert a.log == ["start a"]


def test_a_driver_put_in_place_of_another_closes_it_first(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    log: list[str] = []
    before, b = ScriptedFactory("a", log), ScriptedFactory("b", log)
    after = ScriptedFactory("a", log)
    manager = manage(before, b)
    counter.wait_for_state(ReaderState.READY, "b")

    manager.put(after.prepared())
    counter.wait(lambda: bool(after.lives) and counter.rows[0].state is ReaderState.READY)

    assert log == ["start a", "start b", "close a", "start a"]
    assert [row.driver for row in counter.rows] == ["a", "b"]


def test_a_card_left_in_place_is_read_by_the_driver_that_was_set_anew(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    before, after = ScriptedFactory("a"), ScriptedFactory("a")
    manager = manage(before)
    counter.wait_for_state(ReaderState.READY)
    before.lives[0].present("1")

    manager.put(after.prepared())
    counter.wait(lambda: bool(after.lives) and counter.rows[0].state is ReaderState.READY)
    after.lives[0].present("1")

    counter.wait(lambda: counter.numbers == ["1", "1"])


def test_a_driver_taken_out_is_closed_and_shown_no_more(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    manager = manage(a, b)
    counter.wait_for_state(ReaderState.READY, "b")

    manager.take_out("a")

    counter.wait(lambda: [row.driver for row in counter.rows] == ["b"])
    assert a.log == ["start a", "close a"]
    assert manager.driver("a") is None


def test_a_driver_that_hangs_while_it_is_taken_out_holds_up_no_other(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    def hang(timeout_s: float) -> None:
        limits_s.append(timeout_s)
        never.wait(timeout_s)
        raise DriverStuck("a")

    never = threading.Event()
    limits_s: list[float] = []
    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    manager = manage(a, b)
    counter.wait_for_state(ReaderState.READY, "b")
    a.lives[0].on_close = hang

    manager.take_out("a")
    b.lives[0].present("1")

    counter.wait(lambda: counter.numbers == ["1"])
    assert limits_s
    assert max(limits_s) < 1.0


def test_statistics_outlive_a_driver_that_is_built_anew(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a = ScriptedFactory("a")
    manager = manage(a)
    counter.wait_for_state(ReaderState.READY)
    a.lives[0].present("1")

    a.lives[0].report(ReaderState.FAILED, LOST)
    counter.wait(lambda: len(a.lives) == 2 and counter.rows[0].state is ReaderState.READY)
    a.lives[1].present("2")
    counter.wait(lambda: counter.numbers == ["1", "2"])

    figures = manager.figures["a", "one"]
    assert (figures.good_reads, figures.faults) == (2, 1)


class Blocked:
    """Code of a driver that does not come back before the test lets it; `names` says whose."""

    def __init__(self) -> None:
        self.names = {"a"}
        self._may_go = threading.Event()

    def __call__(self, *_: object) -> None:
        self._may_go.wait(LIMIT_S * 4)

    def let_go(self) -> None:
        self._may_go.set()


@pytest.fixture
def blocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Blocked]:
    """Whoever is in it is given up soon; all others have the time that a busy machine takes."""
    code = Blocked()

    class Patient(Life):
        def has_begun(self, limit_s: float) -> bool:
            return super().has_begun(self._limit_s())

        def has_ended(self, limit_s: float) -> bool:
            return super().has_ended(min(limit_s, self._limit_s()))

        def _limit_s(self) -> float:
            return GIVEN_UP_S if self._name in code.names else LIMIT_S

    monkeypatch.setattr(supervision, "Life", Patient)
    monkeypatch.setattr(supervision, "REPLACED_LIMIT_S", LIMIT_S)
    yield code
    code.let_go()


def in_create(call: Callable[..., None]) -> Callable[[ScriptedDriver], None]:
    return call


def in_start(call: Callable[..., None]) -> Callable[[ScriptedDriver], None]:
    def change(driver: ScriptedDriver) -> None:
        driver.on_start = call

    return change


@pytest.mark.parametrize("place", [in_create, in_start])
def test_a_driver_that_blocks_as_it_begins_is_stuck_and_the_others_read(
    manage: Callable[..., ReaderManager],
    counter: Counter,
    blocked: Blocked,
    place: Callable[[Callable[..., None]], Callable[[ScriptedDriver], None]],
) -> None:
    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    a.change = place(blocked)
    manager = manage(a, b)
    counter.wait_for_state(ReaderState.READY, "b")
    b.lives[0].present("1")

    counter.wait(lambda: counter.numbers == ["1"])
    assert [(row.driver, row.fault) for row in counter.rows] == [("a", supervision.STUCK), ("b", None)]
    assert manager.close(LIMIT_S) == ("a",)


@pytest.mark.parametrize("place", [in_create, in_start])
def test_a_driver_that_leaves_the_program_as_it_begins_has_crashed_and_the_others_read(
    manage: Callable[..., ReaderManager],
    counter: Counter,
    place: Callable[[Callable[..., None]], Callable[[ScriptedDriver], None]],
) -> None:
    def leave(*_: object) -> None:
        raise SystemExit

    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    a.change = place(leave)
    manage(a, b)
    counter.wait_for_state(ReaderState.READY, "b")
    b.lives[0].present("1")

    counter.wait(lambda: counter.numbers == ["1"])
    assert counter.rows[0].fault == Fault(code=FaultCode.CRASHED, native_code="SystemExit")


def test_a_failed_driver_that_blocks_as_it_is_closed_is_stuck_and_the_others_read(
    manage: Callable[..., ReaderManager], counter: Counter, blocked: Blocked
) -> None:
    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    manage(a, b)
    counter.wait_for_state(ReaderState.READY, "b")
    a.lives[0].on_close = blocked

    a.lives[0].report(ReaderState.FAILED, LOST)
    b.lives[0].present("1")

    counter.wait(lambda: counter.numbers == ["1"])
    counter.wait(lambda: counter.rows[0].fault == supervision.STUCK)
    assert len(a.lives) == 1


def test_a_driver_that_blocks_as_it_is_closed_is_named(
    manage: Callable[..., ReaderManager], counter: Counter, blocked: Blocked
) -> None:
    a, b = ScriptedFactory("a"), ScriptedFactory("b")
    manager = manage(a, b)
    counter.wait_for_state(ReaderState.READY, "b")
    blocked.names = {"b"}
    b.lives[0].on_close = blocked

    assert manager.close(LIMIT_S) == ("b",)
    assert a.log == ["start a", "close a"]


def test_a_driver_that_comes_out_of_its_own_code_after_all_is_built_anew(
    manage: Callable[..., ReaderManager],
    counter: Counter,
    blocked: Blocked,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fidpos.readers.manager.IDLE_LIMIT_S", 0.05)
    a = ScriptedFactory("a")
    a.change = blocked
    manage(a)
    counter.wait(lambda: [row.fault for row in counter.rows] == [supervision.STUCK])

    blocked.let_go()

    counter.wait_for_state(ReaderState.READY, "a")
    assert a.log == ["close a", "start a"]


def test_the_statistics_of_a_read_are_told_even_while_no_status_changes(
    manage: Callable[..., ReaderManager], counter: Counter
) -> None:
    a = ScriptedFactory("a")
    manager = manage(a)
    counter.wait_for_state(ReaderState.READY)
    told = len(counter.snapshots)

    a.lives[0].present("1")

    counter.wait(lambda: len(counter.snapshots) == told + 1)
    assert manager.figures["a", "one"].good_reads == 1
