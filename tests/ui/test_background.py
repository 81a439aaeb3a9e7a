"""The worker does one thing after another, on its own thread, and answers on the GUI thread."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from fidpos.ui.background import Done, Failed, Outcome, TillWorker


@pytest.fixture
def worker(qapp: object) -> Iterator[TillWorker]:
    worker = TillWorker()
    worker.start()
    yield worker
    assert worker.stop()


def test_work_is_done_elsewhere_and_answered_here(worker: TillWorker, qtbot: QtBot) -> None:
    answers: list[tuple[Outcome, int]] = []

    worker.post(threading.get_ident, lambda outcome: answers.append((outcome, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(answers))

    (outcome, answered_on), here = answers[0], threading.get_ident()
    assert isinstance(outcome, Done)
    assert outcome.result != here
    assert answered_on == here


def test_work_is_done_in_the_order_it_was_posted_from_whatever_thread(
    worker: TillWorker, qtbot: QtBot
) -> None:
    done: list[int] = []
    for number in range(200):
        poster = threading.Thread(target=worker.post, args=(partial(done.append, number),))
        poster.start()
        poster.join()

    qtbot.waitUntil(lambda: len(done) == 200)
    assert done == list(range(200))


def test_an_error_comes_back_as_a_value_and_the_next_work_is_done(worker: TillWorker, qtbot: QtBot) -> None:
    answers: list[Outcome] = []

    worker.post(lambda: 1 // 0, answers.append)
    worker.post(lambda: "next", answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)

    assert isinstance(answers[0], Failed)
    assert isinstance(answers[0].error, ZeroDivisionError)
    assert answers[1] == Done("next")


def test_what_belongs_to_the_worker_is_refused_elsewhere(worker: TillWorker, qtbot: QtBot) -> None:
    answers: list[Outcome] = []
    worker.post(worker.assert_on_worker, answers.append)
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == [Done(None)]
    with pytest.raises(AssertionError):
        worker.assert_on_worker()


def test_stopping_finishes_what_was_posted(qapp: object) -> None:
    worker = TillWorker()
    done: list[int] = []
    worker.start()
    for number in range(50):
        worker.post(partial(done.append, number))

    assert worker.stop()
    assert len(done) == 50


def test_work_posted_after_the_stop_is_left_undone(qapp: object) -> None:
    worker = TillWorker()
    done: list[int] = []
    worker.start()
    assert worker.stop()

    worker.post(partial(done.append, 1))

    assert worker.stop()
    assert done == []


def test_a_worker_that_hangs_is_reported_within_the_limit(qapp: object) -> None:
    worker, release = TillWorker(), threading.Event()
    worker.start()
    worker.post(release.wait)

    assert not worker.stop(limit_s=0.05)

    release.set()
    assert worker.stop()


def test_a_worker_that_never_started_stops_at_once(qapp: object) -> None:
    assert TillWorker().stop()
