"""How a setting is declared: one line of a dataclass says everything there is to know of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import get_args, get_type_hints

from fidpos.settings.kinds import Kind


class Scope(StrEnum):
    """What one value holds for."""

    MERCHANT = "merchant"
    SHOP = "shop"
    TILL = "till"


class Source(StrEnum):
    """Where a value comes from; a later one wins over those before it."""

    DEFAULT = "default"
    FILE = "file"
    SERVER = "server"
    ENVIRONMENT = "environment"


PERSON = frozenset({Source.FILE, Source.ENVIRONMENT})
"""Whoever sits at the till's PC."""
PERSON_AND_SERVER = PERSON | {Source.SERVER}
OWNER = frozenset({Source.FILE, Source.SERVER})
"""Whoever answers for the shop's money; not whoever starts the program with a variable."""
CENTRE = frozenset({Source.SERVER})
"""Nobody at the till: what is the same everywhere, or loosens what holds back whoever is there."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a field's annotation says of the setting; its type and default stand in the field itself.

    Attributes:
        settable: who may set it; the default stands by itself.
    """

    kind: Kind[object]
    scope: Scope
    settable: frozenset[Source] = PERSON_AND_SERVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One declared setting by its name."""

    name: str
    kind: Kind[object]
    scope: Scope
    settable: frozenset[Source]

    @property
    def message_key(self) -> str:
        """Key of the sentence that says what it does."""
        return f"setting.name.{self.name}"

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"FIDPOS_{self.name.upper()}"


def settings_of(declaring: type[object]) -> tuple[Setting, ...]:
    """The settings that a dataclass declares by annotating its fields with `Declared`, in its order."""
    hints = get_type_hints(declaring, include_extras=True)
    return tuple(_setting_of(name, hint) for name, hint in hints.items())


def _setting_of(name: str, hint: object) -> Setting:
    _, declared = get_args(hint)
    assert isinstance(declared, Declared), f"{name} is no declared setting"
    return Setting(name=name, kind=declared.kind, scope=declared.scope, settable=declared.settable)
