"""The sentences of one language, read from `resources/translations/<language>/LC_MESSAGES/fidpos.po`.

The .po file itself is shipped: reading it takes some 20 ms, and a compiled .mo beside it could be stale.
"""

import gettext
import io
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
        """The sentence, not yet filled in, in the plural form for `count`; None for an unknown key."""
        if key not in self._keys:
            return None
        if count is None:
            return self._sentences.gettext(key)
        return self._sentences.ngettext(key, key, abs(count))


def catalogue_path(translations: Path, language: str) -> Path:
    """Where the catalogue of a language lies below the folder of translations."""
    return translations / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def _key(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]
