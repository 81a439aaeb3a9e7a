"""Writing the settings file for a technician: one reader's table, and nothing else of it, comments included.

The file is a person's, so that what is not changed stays to the letter. It is replaced as a whole, or not at
all: a till that loses power finds the old file or the new one.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path

import tomlkit
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
    document = _read(file)
    table = _readers_of(document)
    table[name] = _merged(table.get(name), settings)
    return _write(file, document)


def drop_reader(file: Path, name: str) -> Readers:
    """Let the file no longer name this reader; all readers as it names them then.

    Raises:
        SettingRefused: the file cannot be read or written; it is as it was.
    """
    document = _read(file)
    readers = _readers_of(document)
    readers.pop(name, None)
    if not readers:
        # An empty table that only holds others is not written, and no table would mean the usual readers.
        document[_READERS] = tomlkit.table(is_super_table=False)
    return _write(file, document)


def _read(file: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except OSError as fault:
        raise _refused(file, "setting.unreadable") from fault
    except (TOMLKitError, UnicodeDecodeError) as fault:
        raise _refused(file, "setting.not_toml") from fault


def _readers_of(document: tomlkit.TOMLDocument) -> Table:
    if _READERS not in document:
        usual = tomlkit.table(is_super_table=True)
        for name, settings in USUAL_READERS.items():
            usual[name] = _merged(None, settings)
        document[_READERS] = usual
    readers = document[_READERS]
    assert isinstance(readers, Table), "settings are checked before a till starts"
    return readers


def _merged(before: object, settings: Mapping[str, object]) -> Table:
    """The table with exactly these settings; those that stay keep their place and their comments."""
    table = before if isinstance(before, Table) else tomlkit.table()
    for gone in [name for name in table if name not in settings]:
        del table[gone]
    for name, value in settings.items():
        plain = list(value) if isinstance(value, tuple) else value
        if name not in table or table[name] != plain:
            table[name] = plain
    return table


def _write(file: Path, document: tomlkit.TOMLDocument) -> Readers:
    text = tomlkit.dumps(document)
    readers: Readers = tomllib.loads(text)[_READERS]
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
    return readers


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
