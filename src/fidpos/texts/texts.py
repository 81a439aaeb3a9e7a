"""What the program says things with: a key and values in, a sentence in the cashier's language out.

A sentence names its values in braces and may say how they are written: `{amount}`, `{points:signed}`,
`{since:month}`, `{missing:points}`. Without a word after the colon the value's type decides; a word that
is no format of `Texts.value` names a unit, whose own sentence `unit.<word>` has plural forms.
"""

import logging
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from pathlib import Path
from string import Formatter
from typing import Protocol, runtime_checkable

from fidpos.domain.clock import DayMonth
from fidpos.domain.money import Money
from fidpos.texts.catalogue import Catalogue, catalogue_at, catalogue_path
from fidpos.texts.formats import Formats

_log = logging.getLogger(__name__)

_parse = Formatter().parse

MISSING = "\N{HORIZONTAL ELLIPSIS}"
"""Stands for a value that the caller did not give: no screen is lost to it, and the log says which."""


@runtime_checkable
class Said(Protocol):
    """A sentence by key, such as `fidpos.till.view.Message`."""

    @property
    def key(self) -> str:
        """Names the sentence."""
        ...

    @property
    def params(self) -> Mapping[str, object]:
        """Values for its braces."""
        ...


class Texts:
    """One language of the product. Immutable, so that any thread may use it."""

    def __init__(self, language: str, catalogue: Catalogue, zone: tzinfo | None = None) -> None:
        self.language = language
        self.formats = Formats(language, zone)
        self._catalogue = catalogue

    @classmethod
    def load(cls, translations: Path, language: str) -> "Texts":
        """The language whose catalogue lies in the folder `translations`."""
        return cls(language, catalogue_at(catalogue_path(translations, language)))

    def in_zone(self, zone: tzinfo) -> "Texts":
        """The same language, with instants shown in the shop's zone."""
        return Texts(self.language, self._catalogue, zone)

    def has(self, key: str) -> bool:
        """Whether there is a sentence for the key."""
        return key in self._catalogue.keys

    def say(self, key: str, **params: object) -> str:
        """The sentence; a value named `count` chooses its plural form."""
        return self._filled(key, params)

    def message(self, message: Said) -> str:
        """The sentence of a `Message`."""
        return self._filled(message.key, message.params)

    def value(self, value: object, how: str = "") -> str:
        """One value in words: by its type (money, number, day, instant), or in the way that `how` names."""
        match how, value:
            case "", _:
                return self._by_type(value)
            case "signed", int():
                return self.formats.integer(value, signed=True)
            case "signed", Money():
                return self.formats.money(value, signed=True)
            case "percent", int():
                return self.formats.percent(value)
            case "hour", datetime():
                return self.formats.hour(value)
            case "month", date():
                return self.formats.month(value)
            case "short_month", date():
                return self.formats.short_month(value)
            case "long_day", date():
                return self.formats.long_day(value)
            case "day_month", DayMonth() | date():
                return self.formats.day_month(value)
            case _, int():
                return self.say(f"unit.{how}", count=value)
            case _:
                _log.error("%s cannot be written as %s", type(value).__name__, how)
                return self._by_type(value)

    def _filled(self, key: str, params: Mapping[str, object]) -> str:
        count = params.get("count")
        sentence = self._catalogue.sentence(key, count if isinstance(count, int) else None)
        if sentence is None:
            _log.error("no sentence for %s in %s", key, self.language)
            return key
        return "".join(
            literal if name is None else literal + self._given(key, name, params, how or "")
            for literal, name, how, _ in _parse(sentence)
        )

    def _given(self, key: str, name: str, params: Mapping[str, object], how: str) -> str:
        if name not in params:
            _log.error("no value for {%s} of %s", name, key)
            return MISSING
        return self.value(params[name], how)

    def _by_type(self, value: object) -> str:
        match value:
            case str():
                return value
            case Money():
                return self.formats.money(value)
            case bool():
                return self.say("value.yes" if value else "value.no")
            case int():
                return self.formats.integer(value)
            case datetime():
                return self.formats.instant(value)
            case date():
                return self.formats.day(value)
            case DayMonth():
                return self.formats.day_month(value)
            case tuple():
                return ", ".join(self._by_type(part) for part in value)
            case Said():
                return self._filled(value.key, value.params)
            case _:
                return str(value)
