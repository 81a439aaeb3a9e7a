"""A PC on which the first run goes on without a screen: the assistant, and a worker in step with the test.

As a program, `python -m tests.helpers.first_run_pc DIR`, it makes the sample shop in that folder, says each
step, and may be killed.
"""

import queue
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fidpos import paths
from fidpos.bootstrap.centre_here import CentreHere
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.first_run import open_assistant
from fidpos.paths import TillFolder
from fidpos.texts.texts import Texts
from fidpos.till.first_run.assistant import Assistant
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn
from fidpos.till.task.view import FormBody, TaskView
from fidpos.till.view import CheckoutView

LIMIT_S = 300.0
PIN = "482915"
MANAGER = ("Hélène Lenoir", PIN, PIN)
ANSWERS: tuple[object, ...] = (
    GoOn(),
    ChooseLine(2),
    ("Boutique du port", "Maison Lenoir", "Carte Lenoir", "Caisse 1"),
    ChooseLine(1),
    ("EUR", "Europe/Paris", "FR"),
    MANAGER,
    GoOn(),
    ChooseLine(1),
    GoOn(),
    GoOn(),
    GoOn(),
)
"""From the first page to the last Enter."""


@dataclass(slots=True)
class Pc:
    """The program around the assistant.

    Attributes:
        pages: places of the pages that were shown, one after the other.
        has_started_anew: the till was to be opened in place of the assistant.
    """

    folder: TillFolder
    texts: Texts = field(default_factory=lambda: texts_in("fr"))
    centre_here: CentreHere | None = None
    has_started_anew: bool = False
    pages: list[str] = field(default_factory=list)
    _waiting: "queue.SimpleQueue[Callable[[], None]]" = field(default_factory=queue.SimpleQueue)

    def on_worker(self, work: Callable[[], None]) -> None:
        self._waiting.put(work)

    def speak(self, texts: Texts) -> None:
        self.texts = texts

    def start_anew(self) -> None:
        self.has_started_anew = True

    def seen(self, view: CheckoutView) -> None:
        assert view.task is not None
        if not self.pages or self.pages[-1] != view.task.place:
            self.pages.append(view.task.place)

    def work_until(self, is_so: Callable[[], bool]) -> None:
        """Do what is waiting for the worker until it is so."""
        while not is_so():
            self._waiting.get(timeout=LIMIT_S)()


def texts_in(language: str) -> Texts:
    return Texts.load(paths.resources_dir() / "translations", language)


def shown(assistant: Assistant) -> TaskView:
    """The page that is on."""
    task = assistant.view().task
    assert task is not None
    return task


def answer(assistant: Assistant, *answers: object) -> None:
    """Give answers, one a page; a tuple of texts fills a form."""
    for each in answers:
        if isinstance(each, tuple):
            body = shown(assistant).body
            assert isinstance(body, FormBody)
            for of, text in zip(body.fields, each, strict=True):
                assistant.in_task(FillIn(of.key, text, 1))
        else:
            assert isinstance(each, GoOn | ChooseLine)
            assistant.in_task(each)


def main() -> None:
    """Make the shop, or go on with it."""
    pc = Pc(TillFolder(Path(sys.argv[1])))

    def seen(view: CheckoutView) -> None:
        pc.seen(view)
        print(repr(view.task), flush=True)

    opened = open_assistant(pc.folder, SystemClock(), pc, seen)
    assistant = opened.assistant
    assert isinstance(assistant, Assistant)
    if shown(assistant).place == "again":
        answer(assistant, GoOn())
        if shown(assistant).place == "people":
            answer(assistant, GoOn(), *ANSWERS[ANSWERS.index(MANAGER) :])
    else:
        answer(assistant, *ANSWERS)
    pc.work_until(lambda: shown(assistant).place != "making")
    print(shown(assistant), flush=True)
    opened.close()
    if pc.centre_here is not None:
        pc.centre_here.stop(LIMIT_S)


if __name__ == "__main__":
    main()
