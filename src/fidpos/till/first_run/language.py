"""The first question: which language; and what this PC is to become."""

from enum import StrEnum

from fidpos.till.first_run.naming import NamesPage
from fidpos.till.first_run.pairing import PairingPage
from fidpos.till.first_run.walk import Walk, title
from fidpos.till.task.acts import ChooseLine, GoOn, TaskAct
from fidpos.till.task.view import Line, ListBody, ReviewBody, TaskView
from fidpos.till.view import Message

NAMES = {"fr": "Français", "en": "English"}
"""Each language in its own words."""


class LanguagePage:
    """The language of the PC is marked; Enter takes it, a digit another one."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def view(self) -> TaskView:
        """One line a language, each in its own words."""
        place = self._walk.place
        return TaskView(
            place="language",
            title=title(),
            lead=Message(key="first_run.language.lead"),
            body=ListBody(
                lines=tuple(
                    Line(title=NAMES[each], is_chosen=each == place.language) for each in place.languages
                )
            ),
            enter=Message(key="first_run.next"),
            help="first_run.language.help",
        )

    def act(self, act: TaskAct) -> None:
        """A language was chosen."""
        place = self._walk.place
        match act:
            case ChooseLine(number) if 1 <= number <= len(place.languages):
                self._take(place.languages[number - 1])
            case GoOn():
                self._take(place.language)

    def _take(self, language: str) -> None:
        self._walk.place.speak(language)
        self._walk.go(WayPage(self._walk))


class Way(StrEnum):
    """What the PC becomes."""

    PAIR = "pair"
    """A till of a shop that has a centre."""
    MAKE = "make"
    """Till and centre of a shop on its own."""
    RESTORE = "restore"
    """The till that it was, from a backup."""


class WayPage:
    """A digit chooses; nothing is the usual answer."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def view(self) -> TaskView:
        """One line a way."""
        is_whole = self._walk.place.has_centre_programs
        return TaskView(
            place="way",
            title=title(),
            lead=Message(key="first_run.way.lead"),
            body=ListBody(
                lines=tuple(
                    Line(
                        title=Message(key=f"first_run.way.{each.value}"),
                        detail=Message(key=f"first_run.way.{each.value}.about"),
                        is_open=is_whole or each is not Way.MAKE,
                    )
                    for each in Way
                )
            ),
            hint=None if is_whole else Message(key="first_run.way.no_centre"),
            help="first_run.way.help",
        )

    def act(self, act: TaskAct) -> None:
        """A way was chosen."""
        walk, ways = self._walk, tuple(Way)
        if not isinstance(act, ChooseLine) or not 1 <= act.number <= len(ways):
            return
        match ways[act.number - 1]:
            case Way.PAIR:
                walk.go(PairingPage(walk))
            case Way.MAKE if walk.place.has_centre_programs:
                walk.go(NamesPage(walk))
            case Way.RESTORE:
                walk.go(RestorePage())


class RestorePage:
    """A backup is brought back by a command, while no till runs in the folder."""

    def view(self) -> TaskView:
        """Which one."""
        return TaskView(
            place="restore",
            title=title(),
            lead=Message(key="first_run.restore.lead"),
            body=ReviewBody(
                facts=(),
                title=Message(key="first_run.restore.title"),
                detail=Message(key="first_run.restore.detail"),
            ),
            help="first_run.restore.help",
        )

    def act(self, act: TaskAct) -> None:
        """Only Esc leads on from here."""
