"""What is typed into the field of a task that has the keys, and where in its lists one stands.

A pure value, so that each key echoes at once; the task hears of it when the field is left, or at each key
where it answers while one types.
"""

from dataclasses import dataclass, field, replace

from fidpos.domain.money import Money
from fidpos.till.task.view import Field, FieldKind, FormBody, TaskView
from fidpos.ui.presenters.amount_entry import AmountEntry
from fidpos.ui.presenters.keys import Key, Press

DAY_DIGITS = 8
"""Day, month and year as they are typed."""

MINOR_DIGITS_MAX = 12
"""More than any till takes; the system itself refuses to read a number of thousands."""

OPTIONS_MAX = 9
"""As many as there are digits to choose by."""

_DIGITS_ONLY = frozenset({FieldKind.PHONE, FieldKind.DATE, FieldKind.NUMBER, FieldKind.CHOICE})
_BETWEEN_DIGITS = {FieldKind.PHONE: " ./)", FieldKind.DATE: " ./"}
"""Signs that people put between digits: heard, and left out."""

_IN_CODES = "-_"
"""Signs of the digit row that a code may well contain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEntry:
    """Follows the task from step to step and from field to field.

    Attributes:
        place: the step that it belongs to.
        key: the field that it belongs to; empty where nothing is typed.
        given: the text of the field as the task had it last.
        line: which of the lines found while one types Enter would pick; None for the field itself.
        page: of a list that does not fit, counted from 0.
        amount: takes the place of `text` in a field for money.
    """

    place: str = ""
    key: str = ""
    text: str = field(default="", repr=False)
    given: str = field(default="", repr=False)
    line: int | None = None
    page: int = 0
    amount: AmountEntry | None = field(default=None, repr=False)

    def following(self, view: TaskView | None, blank: AmountEntry) -> "TaskEntry":
        """The entry once this is on screen: as typed while step and field stay, else what the field has.

        A field that the task itself has written anew, such as a number put in order, is taken over too; not
        while one types into a field that is answered at each key.
        """
        if view is None:
            return TaskEntry()
        page = self.page if view.place == self.place else 0
        current = field_with_keys(view)
        if current is None:
            return TaskEntry(place=view.place, page=page)
        is_same = (view.place, current.key) == (self.place, self.key)
        if is_same and (current.live or current.text == self.given):
            lines = len(view.body.lines) if isinstance(view.body, FormBody) else 0
            line = None if self.line is None or not lines else min(self.line, lines - 1)
            return replace(self, line=line, given=current.text)
        return TaskEntry(
            place=view.place,
            key=current.key,
            text=current.text,
            given=current.text,
            page=page,
            amount=_amount(current, blank),
        )

    def typed(self, press: Press, into: Field) -> "TaskEntry | None":
        """The entry after a press; None when the press types nothing here, or there is no room."""
        if self.amount is not None:
            typed = self.amount.typed(press)
            return None if typed == self.amount else self._with_amount(typed)
        if press.key is Key.BACKSPACE:
            return replace(self, text=self.text[:-1], line=None) if self.text else None
        if not press.text or not press.text.isprintable():
            return None
        if press.text in _BETWEEN_DIGITS.get(into.kind, ""):
            return self
        meant = _meant(press, into.kind, is_first=not self.text)
        text = (self.text + meant).lstrip()
        room = min(into.length_max, DAY_DIGITS) if into.kind is FieldKind.DATE else into.length_max
        return replace(self, text=text, line=None) if meant and len(text) <= room else None

    def cleared(self) -> "TaskEntry":
        """The entry once the field is emptied."""
        empty = self.amount.showing(None) if self.amount is not None else None
        return replace(self, text="", line=None, amount=empty)

    def moved(self, by: int, lines: int) -> "TaskEntry":
        """The next or previous line found; before the first one is the field itself."""
        place = (-1 if self.line is None else self.line) + by
        return replace(self, line=None if place < 0 else min(place, lines - 1))

    def _with_amount(self, typed: AmountEntry) -> "TaskEntry":
        amount = typed.amount
        return replace(self, amount=typed, text=str(amount.minor) if amount is not None else "", line=None)


def field_with_keys(view: TaskView) -> Field | None:
    """The field that keys go into; None where nothing is typed."""
    body = view.body
    if not isinstance(body, FormBody) or not 0 <= body.at < len(body.fields):
        return None
    return body.fields[body.at]


def takes_letters(view: TaskView | None) -> bool:
    """Whether accents may be composed."""
    current = field_with_keys(view) if view is not None else None
    return current is not None and current.kind in {FieldKind.TEXT, FieldKind.NAME, FieldKind.EMAIL}


def minor_in(text: str) -> int:
    """The amount that a field for money holds; 0 for what is none, however it came there."""
    is_amount = text.isascii() and text.isdecimal() and len(text) <= MINOR_DIGITS_MAX
    return int(text) if is_amount else 0


def _amount(current: Field, blank: AmountEntry) -> AmountEntry | None:
    if current.kind is not FieldKind.AMOUNT:
        return None
    minor = minor_in(current.text)
    return blank.showing(Money(minor, blank.currency) if minor else None)


def _meant(press: Press, kind: FieldKind, *, is_first: bool) -> str:
    """Where digits belong, nobody means the signs of a digit row without Shift; empty where it is refused."""
    if kind in _DIGITS_ONLY:
        return "+" if kind is FieldKind.PHONE and is_first and press.text == "+" else press.digit
    if kind is FieldKind.CODE and press.text not in _IN_CODES:
        return press.digit or press.text
    return "" if kind is FieldKind.EMAIL and press.text == " " else press.text
