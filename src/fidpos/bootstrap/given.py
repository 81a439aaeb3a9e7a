"""The settings in force once the store is open: with what the centre decides, as of the last pull.

What the window shows before the store is open (language, amounts, sounds) is the settings file's.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fidpos.localdb.engine import Database
from fidpos.localdb.pulled_configuration import given_settings
from fidpos.logs.redaction import Code
from fidpos.settings.declaration import Source
from fidpos.settings.pushed import pushed_value
from fidpos.settings.sources import load
from fidpos.settings.till_settings import TillSettings

_log = logging.getLogger(__name__)


def with_given(
    settings: TillSettings, database: Database, file: Path, environ: Mapping[str, str]
) -> TillSettings:
    """The same settings but for those that the centre decides and no variable does.

    Raises:
        StoreError: the store cannot be read.
        SettingRefused: see `settings.sources.load`.
    """
    reader = database.reader()
    try:
        given = given_settings(reader)
    finally:
        reader.close()
    loaded = load(file, environ=environ, pushed={name: pushed_value(text) for name, text in given.items()})
    for refused in loaded.left_out:
        _log.warning("a setting from the centre was left out: %s", Code(str(refused.params["place"])))
    decided = [name for name, source in loaded.sources.items() if source is Source.SERVER]
    # Each value was made by its setting's own kind, which is what gives the field its type.
    return replace(settings, **{name: getattr(loaded.values, name) for name in decided})
