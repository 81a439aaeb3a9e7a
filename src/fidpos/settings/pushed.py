"""Settings that the centre decides: a text as in a settings file, checked before tills are told of it."""

import tomllib

from fidpos.settings.declaration import Scope, Source, settings_of
from fidpos.settings.errors import SettingRefused, Wrong
from fidpos.settings.till_settings import TillSettings

_BY_NAME = {each.name: each for each in settings_of(TillSettings)}
_WIDTH = {Scope.TILL: 0, Scope.SHOP: 1, Scope.MERCHANT: 2}


def pushed_value(text: str) -> object:
    """What the text means, as a settings file would; a plain word stands for itself.

    A text that means nothing is given back as it is: whoever loads the settings refuses it.
    """
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def check_pushed(name: str, text: str | None, at: Scope) -> None:
    """Refuse what no till could take from its centre.

    Args:
        name: of the setting.
        text: None to say nothing any more.
        at: what is decided for: a setting of whole shops is not decided for one till.

    Raises:
        SettingRefused: there is no such setting, it is not the centre's to decide, not for such a place, or
            the value is none of its kind.
    """
    setting = _BY_NAME.get(name)
    if setting is None:
        raise _refused(name, Wrong("setting.unknown"))
    if Source.SERVER not in setting.settable or _WIDTH[at] < _WIDTH[setting.scope]:
        raise _refused(name, Wrong("setting.not_here"))
    if text is None:
        return
    try:
        setting.kind.from_value(pushed_value(text))
    except Wrong as wrong:
        raise _refused(name, wrong) from None


def _refused(name: str, reason: Wrong) -> SettingRefused:
    return SettingRefused(f"{name}: {reason.key}", place=name, reason=reason)
