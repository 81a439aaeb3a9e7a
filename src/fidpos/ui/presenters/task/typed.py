"""How what is typed into a field is read: grouped, with the separators of the language, or as dots."""

from fidpos.texts.texts import Texts
from fidpos.till.task.view import Field, FieldKind
from fidpos.ui.presenters.amount import segments
from fidpos.ui.presenters.amount_entry import AmountEntry

DOT = "\N{BULLET}"
_NATIONAL = "0"
_FRANCE = "+33"
_PAIR, _TRIPLE = 2, 3


def shown(texts: Texts, of: Field, text: str) -> str:
    """The text of a field, as it stands there."""
    if of.is_secret:
        return DOT * len(text)
    match of.kind:
        case FieldKind.DATE:
            return texts.formats.typed_day(text)
        case FieldKind.PHONE:
            return phone_grouped(text)
        case _:
            return text


def amount_shown(texts: Texts, entry: AmountEntry) -> tuple[str, str]:
    """What stands before and after the cursor of an amount that is being typed."""
    parts = segments(texts, entry)
    typed = [place for place, part in enumerate(parts) if part.typed and any(map(str.isdigit, part.text))]
    cut = typed[-1] + 1 if typed else 0
    return "".join(part.text for part in parts[:cut]), "".join(part.text for part in parts[cut:])


def phone_grouped(text: str) -> str:
    """`06 12 34 56 78`, `+33 6 12 34 56 78`; other countries in threes, for none is like another."""
    if text.startswith(_FRANCE):
        rest = text[len(_FRANCE) :]
        return " ".join([_FRANCE, *([rest[0], *_groups(rest[1:], _PAIR)] if rest else [])])
    if text.startswith("+"):
        return " ".join(["+" + text[1:3], *_groups(text[3:], _TRIPLE)])
    return " ".join(_groups(text, _PAIR if text.startswith(_NATIONAL) else _TRIPLE))


def _groups(digits: str, size: int) -> list[str]:
    return [digits[place : place + size] for place in range(0, len(digits), size)]
