"""Pages of the assistant of the first run, as somebody comes to them."""

from collections.abc import Callable, Mapping

from fidpos.till.first_run.ports import Making, MakingStep, NotMade
from fidpos.till.task.acts import ChooseLine, GoOn, PressKey
from fidpos.till.view import Message
from fidpos.ui.presenters.task.entry import TaskEntry
from tests.helpers.first_run_pc import ANSWERS, answer
from tests.helpers.sample_views import Sample
from tests.helpers.scripted_place import FirstRun
from tests.helpers.task_samples import BLANK


def _at(place: str) -> FirstRun:
    run = FirstRun()
    for each in ANSWERS:
        if run.at == place:
            break
        answer(run.assistant, each)
    return run


def _pairing() -> FirstRun:
    run = _at("way")
    answer(run.assistant, ChooseLine(1), ("XXXX",))
    return run


def _refused_names() -> FirstRun:
    run = _at("names")
    answer(run.assistant, ("Boutique du port", "Maison Lenoir", "", "Terminal 1"))
    return run


def _several_people() -> FirstRun:
    run = _at("people")
    run.assistant.in_task(PressKey("f4"))
    answer(run.assistant, ("Noé Garnier", "1", "593714", "593714"))
    return run


def _making() -> FirstRun:
    run = _at("check")
    answer(run.assistant, GoOn())
    run.assistant.hear(Making(MakingStep.PEOPLE))
    return run


def _not_made() -> FirstRun:
    run = _making()
    again = Message(key="hint.first_run.making.again")
    run.assistant.hear(NotMade(problem=Message(key="error.centre_silent"), hint=again))
    return run


PAGES: Mapping[str, Callable[[], FirstRun]] = {
    "language": lambda: _at("language"),
    "way": lambda: _at("way"),
    "pairing": _pairing,
    "names": _refused_names,
    "country": lambda: _at("country"),
    "money": lambda: _at("money"),
    "manager": lambda: _at("person.0"),
    "people": _several_people,
    "programmes": lambda: _at("programmes"),
    "programme": lambda: _at("programme"),
    "devices": lambda: _at("devices"),
    "check": lambda: _at("check"),
    "making": _making,
    "not_made": _not_made,
}


def sample(name: str) -> Sample:
    """The page, with nothing typed into it since."""
    run = PAGES[name]()
    view = run.assistant.view()
    assert view.task is not None
    return Sample(view=view, lights=(), task=TaskEntry().following(view.task, BLANK))
