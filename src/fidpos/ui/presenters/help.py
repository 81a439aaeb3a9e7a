"""The overlay of F1: every key, and what it does."""

from fidpos.texts.texts import Texts
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import HelpModel
from fidpos.ui.presenters.scene import button, key_name

_KEYS = (
    (Key.ENTER, "help.enter"),
    (Key.ESCAPE, "help.escape"),
    (Key.F1, "help.f1"),
    (Key.F2, "help.f2"),
    (Key.F5, "help.f5"),
    (Key.F8, "help.f8"),
    (Key.F9, "help.f9"),
)


def help_model(texts: Texts) -> HelpModel:
    """What F1 shows."""
    keys = tuple((key_name(texts, key), texts.say(sentence)) for key, sentence in _KEYS)
    return HelpModel(
        title=texts.say("help.title"),
        keys=((texts.say("key.digits"), texts.say("help.digits")), *keys),
        note=texts.say("help.note"),
        close=button(texts, Key.ESCAPE, texts.say("back.close"), icon="x"),
    )
