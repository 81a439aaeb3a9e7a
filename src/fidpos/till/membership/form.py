"""A page of a form: what was typed, and which field the keys go into."""

from collections.abc import Callable, Mapping, Sequence

from fidpos.till.enrol.typed import Typed
from fidpos.till.task.acts import FillIn, TaskAct


class Form:
    """Texts by field, from what stood in the file when the page was opened.

    Args:
        texts: what stands in the fields.
        keys: the fields, from top to bottom, as they are now: an answer may bring further ones.

    Attributes:
        at: the field that the keys go into.
        left: fields that the keys have been in, whose faults may be said.
    """

    def __init__(self, texts: Mapping[str, str], keys: Callable[[Typed], Sequence[str]]) -> None:
        self.at = 0
        self.left: set[str] = set()
        self.typed = Typed(dict(texts))
        self._keys = keys

    @property
    def keys(self) -> Sequence[str]:
        """The fields."""
        return self._keys(self.typed)

    def fill(self, act: TaskAct, *, length_max: int) -> bool:
        """Take in what was typed; whether it was the Enter of the last field."""
        if not isinstance(act, FillIn) or act.key not in self.keys:
            return False
        # One sign more than fits is kept, so that a text that is too long is said to be.
        self.typed = self.typed.having(act.key, act.text[: length_max + 1])
        if act.move:
            self.left.add(act.key)
        keys = self.keys
        wanted = keys.index(act.key) + act.move
        self.at = min(max(wanted, 0), len(keys) - 1)
        return wanted >= len(keys)

    def go_to(self, key: str) -> None:
        """Something is wrong with this field."""
        self.at = self.keys.index(key)
        self.left.add(key)
