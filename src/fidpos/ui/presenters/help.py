"""The overlay of F1: every key, and what it does."""

from fidpos.texts.texts import Texts
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import HelpModel
from fidpos.ui.presenters.scene import button, key_name

LINES_MAX = 16
"""Keys that there is room for, in two columns."""

_KEYS = (
    (Key.ENTER, "help.enter"),
    (Key.ESCAPE, "help.escape"),
    (Key.F1, "help.f1"),
    (Key.F2, "help.f2"),
    (Key.F3, "help.f3"),
    (Key.F4, "help.f4"),
    (Key.F5, "help.f5"),
    (Key.F6, "help.f6"),
    (Key.F7, "help.f7"),
    (Key.F8, "help.f8"),
    (Key.SHIFT_F8, "help.shift_f8"),
    (Key.F9, "help.f9"),
    (Key.F10, "help.f10"),
    (Key.F12, "help.f12"),
)
_DESK = (Key.F11, "help.f11")


def help_model(texts: Texts, *, may_open_desk: bool = False) -> HelpModel:
    """What F1 shows; the technician's desk to those who may go there."""
    shown = (*_KEYS, _DESK) if may_open_desk else _KEYS
    keys = tuple((key_name(texts, key), texts.say(sentence)) for key, sentence in shown)
    digits = (texts.say("key.digits"), texts.say("help.digits"))
    return help_of(texts, title=texts.say("help.title"), keys=(digits, *keys), note=texts.say("help.note"))


def help_of(texts: Texts, *, title: str, keys: tuple[tuple[str, str], ...], note: str) -> HelpModel:
    """An overlay of these keys."""
    assert len(keys) <= LINES_MAX, "every key has its line"
    return HelpModel(
        title=title,
        keys=keys,
        note=note,
        close=button(texts, Key.ESCAPE, texts.say("back.close"), icon="x"),
    )
