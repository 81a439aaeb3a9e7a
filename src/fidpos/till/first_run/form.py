"""The fields of a page of the assistant, and what was typed into them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fidpos.till.task.acts import FillIn, TaskAct
from fidpos.till.view import Message
from fidpos.wire.sync.pairing import NAME_MAX

_KEPT_MAX = 400
"""Signs of one field: a pairing code that is scanned is the longest there is."""


@dataclass(slots=True)
class Form:
    """Fields by their keys, from top to bottom; `at` is the one that has the keys."""

    keys: tuple[str, ...]
    texts: dict[str, str] = field(default_factory=dict, repr=False)
    at: int = 0
    faults: dict[str, Message] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """What was typed."""
        return self.texts.get(key, "")

    def fill(self, act: TaskAct) -> bool:
        """Take in what was typed; whether it was the Enter of the last field."""
        if not isinstance(act, FillIn) or act.key not in self.keys:
            return False
        self.texts[act.key] = act.text[:_KEPT_MAX]
        self.faults.pop(act.key, None)
        wanted = self.keys.index(act.key) + act.move
        self.at = min(max(wanted, 0), len(self.keys) - 1)
        return wanted >= len(self.keys)

    def check(self, *checks: Callable[["Form"], None]) -> bool:
        """Judge everything anew; the keys go to the first field that cannot be taken as it is."""
        self.faults = {}
        for each in checks:
            each(self)
        wrong = [place for place, key in enumerate(self.keys) if key in self.faults]
        self.at = wrong[0] if wrong else self.at
        return not wrong

    def object_to(self, key: str, fault: str) -> None:
        """The field cannot be taken; what was found first is said."""
        self.faults.setdefault(key, Message(key=f"first_run.fault.{fault}"))

    def check_names(self, *keys: str) -> None:
        """Names that stand on screens, tickets and cards: one line of signs that one can see."""
        for key in keys:
            name = " ".join(self.text(key).split())
            self.texts[key] = name
            if not name:
                self.object_to(key, "empty")
            elif len(name) > NAME_MAX or not name.isprintable():
                self.object_to(key, "name")
