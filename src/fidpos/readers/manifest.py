"""The `manifest.toml` of a driver or of a card format, readable without importing either.

A driver's:

    name = "pcsc"
    transport = "pcsc"
    level = "tested"
    library = "smartcard"
    presence = true

    [settings.match]
    type = "text"
    default = ""
    about = "regular expression that a reader's name must contain"

Nothing here depends on a driver, so that a screen can list and configure drivers whose library is missing.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar, assert_never

import msgspec

from fidpos.readers.driver import DriverSettings, SettingValue
from fidpos.readers.errors import ManifestRefused, SettingsRefused

MANIFEST_NAME = "manifest.toml"

_Name = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
_UsbId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{4}:[0-9a-f]{4}$")]


class Transport(StrEnum):
    """How bytes reach this machine."""

    PCSC = "pcsc"
    KEYBOARD = "keyboard"
    SERIAL = "serial"
    USB = "usb"
    NONE = "none"
    """Nothing physical: the simulated reader."""


class Level(StrEnum):
    """What a driver has been through; each level includes the one before."""

    EXPERIMENTAL = "experimental"
    """Passes the contract suite."""
    TESTED = "tested"
    """Also passes fault tests on its real stack: unplugged, restarted, blocked."""
    PROVEN = "proven"
    """Also ran in shops on named hardware."""


class SettingType(StrEnum):
    """What a setting holds."""

    FLAG = "flag"
    WHOLE = "whole"
    TEXT = "text"
    TEXTS = "texts"


class SettingSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One setting of a driver; `minimum` and `maximum` bound a whole number, `choices` each text."""

    type: SettingType
    default: bool | int | str | list[str]
    about: Annotated[str, msgspec.Meta(min_length=1)]
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()

    def checked(self, value: object) -> SettingValue:
        """The value in its type.

        Raises:
            ValueError: another type, out of bounds, or none of the choices.
        """
        match self.type:
            case SettingType.FLAG if isinstance(value, bool):
                return value
            case SettingType.WHOLE if isinstance(value, int) and not isinstance(value, bool):
                return self._bounded(value)
            case SettingType.TEXT if isinstance(value, str):
                return self._chosen(value)
            case SettingType.TEXTS if isinstance(value, list | tuple):
                return tuple(self._chosen(text) for text in value)
            case SettingType.FLAG | SettingType.WHOLE | SettingType.TEXT | SettingType.TEXTS:
                raise ValueError(f"is not a {self.type.value}")
            case _:
                assert_never(self.type)

    def _bounded(self, value: int) -> int:
        if self.minimum is not None and value < self.minimum:
            raise ValueError(f"is less than {self.minimum}")
        if self.maximum is not None and value > self.maximum:
            raise ValueError(f"is more than {self.maximum}")
        return value

    def _chosen(self, value: object) -> str:
        if not isinstance(value, str):
            raise ValueError("holds something that is not a text")  # noqa: TRY004
        if self.choices and value not in self.choices:
            raise ValueError(f"is none of {', '.join(self.choices)}")
        return value


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a driver says about itself.

    Attributes:
        name: the driver's folder, and its name in settings and logs.
        library: module the driver imports, empty for none; its distribution is an extra of fidpos.
        presence: the driver reports when a card leaves, so that one left behind stays latched.
        production: False for what must never run on a real shop's store.
        usb_ids: `vendor:product` of devices known to work, for the set-up assistant.
    """

    name: _Name
    transport: Transport
    level: Level
    library: str = ""
    presence: bool = False
    production: bool = True
    usb_ids: tuple[_UsbId, ...] = ()
    settings: dict[_Name, SettingSpec] = {}

    def checked_settings(self, given: Mapping[str, object]) -> DriverSettings:
        """Every declared setting, given or default.

        Raises:
            SettingsRefused: an unknown setting, or a value the manifest does not allow.
        """
        return _checked_settings(self, given)


class CardManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a card format says about itself.

    Attributes:
        name: the format's folder, and its name in settings.
        always: in use whatever the merchant enabled; its settings all have defaults.
    """

    name: _Name
    level: Level
    always: bool = False
    settings: dict[_Name, SettingSpec] = {}

    def checked_settings(self, given: Mapping[str, object]) -> DriverSettings:
        """Every declared setting, given or default.

        Raises:
            SettingsRefused: an unknown setting, or a value the manifest does not allow.
        """
        return _checked_settings(self, given)


AnyManifest = TypeVar("AnyManifest", Manifest, CardManifest)


def read_manifest(path: Path, kind: type[AnyManifest]) -> AnyManifest:
    """The manifest in a file.

    Raises:
        ManifestRefused: unreadable, not TOML, nested too deep, or a field (named in the detail) says
            something impossible.
    """
    try:
        manifest = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), type=kind)
    except (OSError, ValueError, msgspec.ValidationError, RecursionError) as error:
        raise ManifestRefused(f"{path.name}: {error}") from error
    try:
        manifest.checked_settings({})
    except SettingsRefused as error:
        raise ManifestRefused(f"{path.name}: default of {error}") from error
    return manifest


def _checked_settings(manifest: Manifest | CardManifest, given: Mapping[str, object]) -> DriverSettings:
    unknown = sorted(given.keys() - manifest.settings.keys())
    if unknown:
        raise SettingsRefused(f"{manifest.name} has no setting {', '.join(unknown)}")
    checked: dict[str, SettingValue] = {}
    for name, spec in manifest.settings.items():
        try:
            checked[name] = spec.checked(given.get(name, spec.default))
        except ValueError as error:
            raise SettingsRefused(f"{manifest.name}.{name} {error}") from error
    return checked
