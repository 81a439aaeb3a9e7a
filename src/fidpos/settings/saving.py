"""Writing the settings file for whoever sets up the till: what they set and nothing else, comments included.

The file is a person's, so that what is not changed stays to the letter. It is replaced as a whole, or not at
all: a till that loses power finds the old file or the new one.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.container import OutOfOrderTableProxy
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from fidpos.settings.errors import SettingRefused, Wrong
from fidpos.settings.till_settings import USUAL_READERS, Readers

_READERS = "readers"
_PRIVATE = 0o600


def save_reader(file: Path, name: str, settings: Mapping[str, object]) -> Readers:
    """Let the file say this of the reader `name`; all readers as it names them then.

    A file that names no reader means the usual ones: they are written too, since a file that names any names
    them all.

    Raises:
        SettingRefused: the file cannot be read or written; it is as it was.
    """
    text = _read(file)
    return _write(file, text, {**_readers_of(text), name: _plain(settings)})


def drop_reader(file: Path, name: str) -> Readers:
    """Let the file no longer name this reader; all readers as it names them then.

    Raises:
        SettingRefused: the file cannot be read or written; it is as it was.
    """
    text = _read(file)
    return _write(file, text, {kept: table for kept, table in _readers_of(text).items() if kept != name})


def save_values(file: Path, values: Mapping[str, str | int]) -> None:
    """Let the file give these settings these values.

    Raises:
        SettingRefused: the file cannot be read or written; it is as it was.
    """
    text = _read(file)
    document = tomlkit.parse(text)
    for name, value in values.items():
        document[name] = value
    changed = tomlkit.dumps(document)
    if tomllib.loads(changed) != {**tomllib.loads(text), **values}:
        raise _refused(file, "setting.readers_oddly_written")
    _replace(file, changed)


def _read(file: Path) -> str:
    """The file's text, which is TOML."""
    try:
        text = file.read_bytes().decode("utf-8")
        tomllib.loads(text)
        tomlkit.parse(text)
    except FileNotFoundError:
        return ""
    except OSError as fault:
        raise _refused(file, "setting.unreadable") from fault
    except (tomllib.TOMLDecodeError, TOMLKitError, UnicodeDecodeError) as fault:
        raise _refused(file, "setting.not_toml") from fault
    return text


def _readers_of(text: str) -> Readers:
    readers: Readers = tomllib.loads(text).get(_READERS, USUAL_READERS)
    return readers


def _changed(file: Path, text: str, wanted: Readers) -> str:
    """The text with these readers, changed where they stand or, if they stand too oddly for that, at its end.

    TOML lets tables be cut in pieces and written in braces or with dots: what came out is read again.
    """
    whole = {**tomllib.loads(text), _READERS: wanted}
    for change in (_in_place, _anew):
        try:
            changed = change(text, wanted)
            if tomllib.loads(changed) == whole:
                return changed
        except (TOMLKitError, tomllib.TOMLDecodeError, TypeError, ValueError, LookupError):
            continue
    raise _refused(file, "setting.readers_oddly_written")


def _in_place(text: str, wanted: Readers) -> str:
    document = tomlkit.parse(text)
    if _READERS not in document or not wanted:
        return _anew(text, wanted)
    readers = document[_READERS]
    if not isinstance(readers, Table | OutOfOrderTableProxy):
        raise TypeError(type(readers).__name__)
    for gone in [name for name in readers if name not in wanted]:
        readers.pop(gone)
    before = _readers_of(text)
    for name, settings in wanted.items():
        if name not in before or before[name] != settings:
            readers[name] = _merged(readers.get(name), settings)
    return tomlkit.dumps(document)


def _anew(text: str, wanted: Readers) -> str:
    """No reader at all is said too: a file that says nothing of readers means the usual ones."""
    document = tomlkit.parse(text)
    document.pop(_READERS, None)
    readers = tomlkit.table(is_super_table=bool(wanted))
    for name, settings in wanted.items():
        readers[name] = _merged(None, settings)
    document[_READERS] = readers
    return tomlkit.dumps(document)


def _plain(settings: Mapping[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in settings.items()}


def _merged(before: object, settings: Mapping[str, object]) -> Table:
    """The table with exactly these settings; those that stay keep their place and their comments."""
    table = before if isinstance(before, Table) else tomlkit.table()
    for gone in [name for name in table if name not in settings]:
        del table[gone]
    for name, value in settings.items():
        if name not in table or table[name] != value:
            table[name] = value
    return table


def _write(file: Path, before: str, wanted: Readers) -> Readers:
    text = _changed(file, before, wanted)
    _replace(file, text)
    return _readers_of(text)


def _replace(file: Path, text: str) -> None:
    """The whole file, or the one there was."""
    target = file.resolve()
    draft = target.with_name(f"{target.name}.{secrets.token_hex(6)}.new")
    try:
        try:
            _write_draft(draft, text, mode=target.stat().st_mode & 0o777 if target.exists() else _PRIVATE)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        _flush_folder(target.parent)
    except OSError as fault:
        raise _refused(file, "setting.unwritable") from fault


def _write_draft(draft: Path, text: str, *, mode: int) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refused(file: Path, key: str) -> SettingRefused:
    return SettingRefused(f"{file}: {key}", place=str(file), reason=Wrong(key))
