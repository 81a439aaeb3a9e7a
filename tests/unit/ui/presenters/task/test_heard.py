"""What is heard of a task."""

from dataclasses import replace

import pytest

from fidpos.till.task.view import FormBody, ReviewBody, TaskView
from fidpos.till.view import Lamp, Message
from fidpos.ui.presenters.models import Sound
from fidpos.ui.presenters.task.heard import asks_anew, heard_in_task
from tests.helpers.task_samples import FIELDS, FORM

PROBLEM = Message(key="error.store_full")
CLEAN = replace(FORM, body=FormBody(fields=FIELDS[:2]))
FAULTY = replace(CLEAN, body=FormBody(fields=(replace(FIELDS[0], fault=PROBLEM), FIELDS[1])))
BLOCKED = replace(CLEAN, problem=PROBLEM)


def review(lamp: Lamp | None) -> TaskView:
    return replace(FORM, place="review", body=ReviewBody(facts=(), lamp=lamp))


@pytest.mark.parametrize("stuck", [FAULTY, BLOCKED], ids=["a fault", "a problem"])
def test_what_stands_in_the_way_is_heard_once(stuck: TaskView) -> None:
    assert heard_in_task(CLEAN, stuck) is Sound.WARNING
    assert heard_in_task(stuck, stuck) is None
    assert heard_in_task(stuck, CLEAN) is None


def test_the_same_fault_in_another_field_is_heard_again() -> None:
    elsewhere = replace(CLEAN, body=FormBody(fields=(FIELDS[0], replace(FIELDS[1], fault=PROBLEM))))

    assert heard_in_task(FAULTY, elsewhere) is Sound.WARNING


@pytest.mark.parametrize(
    ("lamp", "sound"),
    [
        (Lamp.OK, Sound.SUCCESS),
        (Lamp.WARNING, Sound.WARNING),
        (Lamp.OFF, Sound.ERROR),
        (Lamp.BUSY, None),
        (None, None),
    ],
)
def test_a_step_that_begins_with_a_word_sounds_like_it(lamp: Lamp | None, sound: Sound | None) -> None:
    assert heard_in_task(CLEAN, review(lamp)) is sound
    assert heard_in_task(review(lamp), review(lamp)) is None


def test_a_task_that_has_ended_is_silent() -> None:
    assert heard_in_task(BLOCKED, None) is None
    assert not asks_anew(BLOCKED, None)


def test_enter_means_something_new_when_a_review_comes_up() -> None:
    assert asks_anew(CLEAN, review(None))
    assert asks_anew(None, review(None))
    assert not asks_anew(review(None), review(Lamp.OK))
    assert not asks_anew(None, CLEAN)
