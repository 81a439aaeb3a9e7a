"""The fields of a step as they are filled in, and which of them the keys go into."""

from collections.abc import Mapping, Sequence

from fidpos.till.task.acts import FillIn, TaskAct
from fidpos.till.task.view import Field, FormBody


class Form:
    """Texts by field.

    Args:
        keys: of the fields, from top to bottom.
    """

    def __init__(self, keys: Sequence[str], texts: Mapping[str, str] | None = None) -> None:
        self._keys = tuple(keys)
        self._texts = dict.fromkeys(keys, "") | dict(texts or {})
        self._at = 0

    def __getitem__(self, key: str) -> str:
        """What is in the field."""
        return self._texts[key]

    def fill(self, act: TaskAct) -> bool:
        """Take in what was typed; whether it was the Enter of the last field."""
        if not isinstance(act, FillIn) or act.key not in self._texts:
            return False
        self._texts[act.key] = act.text
        wanted = self._keys.index(act.key) + act.move
        self._at = min(max(wanted, 0), len(self._keys) - 1)
        return wanted >= len(self._keys)

    def go_to(self, key: str) -> None:
        """The keys go into this field: something is wrong with it."""
        self._at = self._keys.index(key)

    def body(self, fields: Sequence[Field]) -> FormBody:
        """As it is shown."""
        return FormBody(fields=tuple(fields), at=self._at)


def typed_minor(text: str) -> int | None:
    """The amount that was typed, in minor units; None for nothing, and for what is no amount."""
    digits = text.strip()
    is_amount = digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS_MAX
    return int(digits) if is_amount else None


_DIGITS_MAX = 11
"""Beyond that no purchase is typed, and no column holds it."""
