"""A setting's value as it is typed into a form, and as it is pushed: a text as in a settings file."""

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from fidpos.settings.declaration import Setting, Source, settings_of
from fidpos.settings.kinds import Choice, Kind, Picture, Switch, Tables, Title
from fidpos.settings.till_settings import TillSettings


def settings_to_push() -> Sequence[Setting]:
    """Those that a centre may decide and that have no page of their own, as they are declared."""
    return [
        each
        for each in settings_of(TillSettings)
        if Source.SERVER in each.settable and not isinstance(each.kind, Tables | Title | Picture)
    ]


def choices_of(kind: Kind[object]) -> Sequence[str] | None:
    """What can be chosen; None where something is typed."""
    if isinstance(kind, Choice):
        return [choice.value for choice in kind.of]
    return ["true", "false"] if isinstance(kind, Switch) else None


def pushed_text(kind: Kind[object], typed: str) -> str:
    """What is typed, as a settings file would say it.

    Raises:
        Wrong: it is none of the kind.
    """
    return _toml(kind.from_text(typed))


def typed_text(value: object) -> str:
    """A value as `pushed_text` reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return ", ".join(typed_text(each) for each in value)
        case _:
            return str(value)


def _toml(value: object) -> str:
    match value:
        case None:
            return '""'
        case bool() | int():
            return str(value).lower()
        case tuple():
            return f"[{', '.join(_toml(each) for each in value)}]"
        case StrEnum() | Path() | str():
            return json.dumps(str(value), ensure_ascii=False)
        case _:
            raise TypeError(f"{type(value).__name__} is not typed")
