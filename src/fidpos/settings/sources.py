"""Settings from all their sources: default < file < pushed by the server < environment.

What a person wrote wrongly is refused with its place, before the till starts: nothing is guessed. What the
server pushed and this till does not understand is left out and reported, since the server may be newer than
the till.
"""

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from fidpos.settings.declaration import Setting, Source, settings_of
from fidpos.settings.errors import SettingRefused, Wrong
from fidpos.settings.till_settings import TillSettings

PREFIX = "FIDPOS_"
OTHER_VARIABLES = frozenset(
    {"FIDPOS_DATA", "FIDPOS_DATABASE_URL", "FIDPOS_DATABASE_OWNER_URL", "FIDPOS_DATABASE_BACKUP_URL"}
)
"""Variables of that prefix that are no settings of a till; a centre may live on the same PC."""

_BY_NAME: Mapping[str, Setting] = MappingProxyType({each.name: each for each in settings_of(TillSettings)})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSettings:
    """The settings in force, and where each came from.

    Attributes:
        sources: of every setting, by name.
        left_out: what the server pushed and this till could not take.
    """

    values: TillSettings
    sources: Mapping[str, Source]
    left_out: tuple[SettingRefused, ...]


def load(
    file: Path,
    *,
    environ: Mapping[str, str],
    pushed: Mapping[str, object] = MappingProxyType({}),
) -> LoadedSettings:
    """The settings of a till.

    Args:
        file: may be missing.
        environ: the process's environment.
        pushed: what the server last sent, from the store.

    Raises:
        SettingRefused: the file or the environment sets what does not exist, may not be set there, or
            cannot be.
    """
    taken, left_out = _taken_from_server(pushed)
    layers: tuple[tuple[Source, Mapping[str, object]], ...] = (
        (Source.FILE, _from_file(file)),
        (Source.SERVER, taken),
        (Source.ENVIRONMENT, _from_environment(environ)),
    )
    sources, values = dict.fromkeys(_BY_NAME, Source.DEFAULT), TillSettings()
    for source, layer in layers:
        sources |= dict.fromkeys(layer, source)
        # The values were made by each setting's own kind, which is what gives the field its type.
        values = dataclasses.replace(values, **layer)  # type: ignore[arg-type]
    return LoadedSettings(values=values, sources=sources, left_out=left_out)


def _from_file(file: Path) -> dict[str, object]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as fault:
        raise _refused(str(file), Wrong("setting.unreadable")) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise _refused(str(file), Wrong("setting.not_toml")) from fault
    return {name: _value(name, raw, Source.FILE, place=f"{file}: {name}") for name, raw in content.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    found = {}
    for variable, text in environ.items():
        if variable.startswith(PREFIX) and variable not in OTHER_VARIABLES:
            name = variable.removeprefix(PREFIX).lower()
            found[name] = _value(name, text, Source.ENVIRONMENT, place=variable)
    return found


def _taken_from_server(
    pushed: Mapping[str, object],
) -> tuple[dict[str, object], tuple[SettingRefused, ...]]:
    taken: dict[str, object] = {}
    left_out: list[SettingRefused] = []
    for name, raw in pushed.items():
        try:
            taken[name] = _value(name, raw, Source.SERVER, place=name)
        except SettingRefused as refused:
            left_out.append(refused)
    return taken, tuple(left_out)


def _value(name: str, raw: object, source: Source, *, place: str) -> object:
    setting = _BY_NAME.get(name)
    if setting is None:
        raise _refused(place, Wrong("setting.unknown"))
    if source not in setting.settable:
        raise _refused(place, Wrong("setting.not_here"))
    try:
        if source is Source.ENVIRONMENT and isinstance(raw, str):
            return setting.kind.from_text(raw)
        return setting.kind.from_value(raw)
    except Wrong as wrong:
        raise _refused(place, wrong) from None


def _refused(place: str, wrong: Wrong) -> SettingRefused:
    return SettingRefused(f"{place}: {wrong.key} {wrong.params or ''}".rstrip(), place=place, reason=wrong)
