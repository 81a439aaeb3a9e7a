import sys
import threading

from fidpos.bootstrap.errands import Errands

LIMIT_S = 60.0


def test_errands_are_done_in_order_on_a_thread_of_their_own() -> None:
    done: list[tuple[int, int]] = []
    errands = Errands("test", lambda error: None)

    for number in range(20):
        errands.send(lambda number=number: done.append((number, threading.get_ident())))  # type: ignore[misc]

    assert errands.stop(LIMIT_S)
    assert [number for number, _ in done] == list(range(20))
    assert {thread for _, thread in done}.isdisjoint({threading.get_ident()})


def test_an_errand_that_fails_is_told_and_the_next_is_done() -> None:
    errors: list[BaseException] = []
    done: list[str] = []
    errands = Errands("test", errors.append)

    errands.send(lambda: done.append(str(1 // 0)))
    errands.send(lambda: done.append("next"))

    assert errands.stop(LIMIT_S)
    assert [type(error) for error in errors] == [ZeroDivisionError]
    assert done == ["next"]


def test_no_thread_begins_without_an_errand() -> None:
    before = set(threading.enumerate())
    errands = Errands("test", lambda error: None)

    assert set(threading.enumerate()) <= before
    assert errands.stop(LIMIT_S)


def test_what_is_sent_after_the_end_is_not_done() -> None:
    done: list[str] = []
    errands = Errands("test", lambda error: None)
    errands.stop(LIMIT_S)

    errands.send(lambda: done.append("late"))

    assert done == []


def test_an_errand_that_hangs_is_left_to_the_end_of_the_program() -> None:
    may_end = threading.Event()
    errands = Errands("test", lambda error: None)
    errands.send(lambda: assert_ended(may_end))

    assert not errands.stop(0.05)

    may_end.set()
    assert errands.stop(LIMIT_S)


def assert_ended(event: threading.Event) -> None:
    assert event.wait(LIMIT_S)


def test_an_errand_that_leaves_the_program_is_told_and_the_next_is_done() -> None:
    errors: list[BaseException] = []
    done: list[str] = []
    errands = Errands("test", errors.append)

    errands.send(sys.exit)
    errands.send(lambda: done.append("next"))

    assert errands.stop(LIMIT_S)
    assert [type(error) for error in errors] == [SystemExit]
    assert done == ["next"]


def test_an_error_that_cannot_be_told_ends_nothing() -> None:
    def refuse(error: BaseException) -> None:
        raise ValueError

    done: list[str] = []
    errands = Errands("test", refuse)

    errands.send(lambda: done.append(str(1 // 0)))
    errands.send(lambda: done.append("next"))

    assert errands.stop(LIMIT_S)
    assert done == ["next"]
