"""The sentences of one language, read from `resources/translations/<language>/LC_MESSAGES/fidpos.po`.

The .po file itself is shipped: reading it takes some 100 ms, and a compiled .mo beside it could be stale.
A process reads it once, whoever asks: a job that writes a file in both languages, each window of a till.
"""

import gettext
import io
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "fidpos"


class Catalogue:
    """Sentences by key: a dotted name such as `banner.visit_closed`, never the sentence of one language."""

    def __init__(self, source: Path) -> None:
        """Read the .po file.

        Raises:
            OSError: it is not there.
            babel.messages.pofile.PoFileError: it is not a catalogue.
        """
        with source.open("rb") as file:
            read = read_po(file, abort_invalid=True)
        compiled = io.BytesIO()
        write_mo(compiled, read)
        compiled.seek(0)
        self._sentences = gettext.GNUTranslations(compiled)
        self._keys = frozenset(key for message in read if (key := _key(message.id)))

    @property
    def keys(self) -> frozenset[str]:
        """All keys that have a sentence."""
        return self._keys

    def sentence(self, key: str, count: int | None = None) -> str | None:
        """The sentence, not yet filled in, in the plural form for `count`; None for an unknown key.

        A sentence with one form says `Members: {count}`, whatever the count.
        """
        if key not in self._keys:
            return None
        counted = key if count is None else self._sentences.ngettext(key, key, abs(count))
        return counted if counted != key else self._sentences.gettext(key)


def catalogue_at(source: Path) -> Catalogue:
    """The catalogue of this file, read again only once the file is another one.

    Raises:
        OSError: it is not there.
        babel.messages.pofile.PoFileError: it is not a catalogue.
    """
    found = source.stat()
    return _read(source, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _read(source: Path, _changed_ns: int, _size: int) -> Catalogue:
    return Catalogue(source)


def catalogue_path(translations: Path, language: str) -> Path:
    """Where the catalogue of a language lies below the folder of translations."""
    return translations / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def _key(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]
