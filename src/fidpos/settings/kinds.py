"""Kinds of values that a setting may have: what is accepted from a file and from a variable."""

import base64
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from fidpos.contact.phone import is_country
from fidpos.settings.errors import Wrong

_T_co = TypeVar("_T_co", covariant=True)
_E = TypeVar("_E", bound=StrEnum)

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
_DIGITS_MAX = 18
_PNG = b"\x89PNG\r\n\x1a\n"
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


class Kind(Protocol[_T_co]):
    """Turns what stands in a source into a value."""

    def from_value(self, raw: object) -> _T_co:
        """From a typed value, such as TOML gives.

        Raises:
            Wrong: not one of this kind.
        """
        ...

    def from_text(self, text: str) -> _T_co:
        """From text, such as an environment variable.

        Raises:
            Wrong: not one of this kind.
        """
        ...


@dataclass(frozen=True, slots=True)
class Choice(Generic[_E]):
    """One of an enumeration, by its value."""

    of: type[_E]

    def from_value(self, raw: object) -> _E:
        """The member with this value."""
        if isinstance(raw, str) and raw in {choice.value for choice in self.of}:
            return self.of(raw)
        raise Wrong("setting.one_of", choices=", ".join(choice.value for choice in self.of))

    def from_text(self, text: str) -> _E:
        """The member with this value."""
        return self.from_value(text)


_DIGITS_MAX = 18
"""Of a number that is written; Python reads no thousands of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number within bounds, both included."""

    least: int
    most: int

    def from_value(self, raw: object) -> int:
        """The number; TOML's `true` is none."""
        if isinstance(raw, int) and not isinstance(raw, bool) and self.least <= raw <= self.most:
            return raw
        raise Wrong("setting.whole_number", least=self.least, most=self.most)

    def from_text(self, text: str) -> int:
        """The number written in plain digits."""
        plain = text.strip()
        is_number = plain.isascii() and plain.isdigit() and len(plain) <= _DIGITS_MAX
        return self.from_value(int(plain) if is_number else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount in minor units, nothing included; who has a page for people shows it in the currency."""

    most: int

    def from_value(self, raw: object) -> int:
        """The whole number of minor units."""
        return self._whole.from_value(raw)

    def from_text(self, text: str) -> int:
        """Likewise, written in plain digits."""
        return self._whole.from_text(text)

    @property
    def _whole(self) -> Whole:
        return Whole(least=0, most=self.most)


class Switch:
    """On or off."""

    def from_value(self, raw: object) -> bool:
        """TOML's `true` and `false`."""
        if isinstance(raw, bool):
            return raw
        raise Wrong("setting.true_or_false")

    def from_text(self, text: str) -> bool:
        """`true` or `false`, and what people write for them."""
        word = text.strip().lower()
        return self.from_value(True if word in _YES else False if word in _NO else None)


class Folder:
    """An absolute folder, so that it does not depend on where the program was started; empty for none."""

    def from_value(self, raw: object) -> Path | None:
        """The folder; `~` is the user's home."""
        if raw == "":
            return None
        if isinstance(raw, str) and "\0" not in raw and Path(raw).expanduser().is_absolute():
            return Path(raw).expanduser()
        raise Wrong("setting.absolute_folder")

    def from_text(self, text: str) -> Path | None:
        """The same."""
        return self.from_value(text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A short text without spaces or control characters, such as the address of a device; empty for none."""

    length_max: int = 200

    def from_value(self, raw: object) -> str:
        """The text as it stands."""
        if isinstance(raw, str) and len(raw) <= self.length_max and raw.isprintable() and " " not in raw:
            return raw
        raise Wrong("setting.word", most=self.length_max)

    def from_text(self, text: str) -> str:
        """The same, without spaces around it."""
        return self.from_value(text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A line of text as it is shown to people; empty for none."""

    length_max: int

    def from_value(self, raw: object) -> str:
        """The line as it stands."""
        if isinstance(raw, str) and len(raw) <= self.length_max and raw.isprintable():
            return raw
        raise Wrong("setting.title", most=self.length_max)

    def from_text(self, text: str) -> str:
        """The same, without spaces around it."""
        return self.from_value(text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG in base 64; empty for none."""

    bytes_max: int

    def from_value(self, raw: object) -> str:
        """The text, of which `picture_of` makes the file."""
        if isinstance(raw, str) and len(raw) <= self.bytes_max * 4 // 3 + 4 and self._is_png(raw):
            return raw
        raise Wrong("setting.picture", most=self.bytes_max)

    def from_text(self, text: str) -> str:
        """The same."""
        return self.from_value(text.strip())

    def _is_png(self, raw: str) -> bool:
        try:
            return not raw or picture_of(raw).startswith(_PNG)
        except ValueError:
            return False


def picture_of(text: str) -> bytes:
    """The file that a `Picture` holds."""
    return base64.b64decode(text, validate=True)


class Address:
    """An IP address of this machine, on which a service listens."""

    def from_value(self, raw: object) -> str:
        """In its usual notation; a name is none, since others say what it stands for."""
        try:
            return str(ipaddress.ip_address(raw)) if isinstance(raw, str) else self._refuse()
        except ValueError:
            return self._refuse()

    def from_text(self, text: str) -> str:
        """The same."""
        return self.from_value(text.strip())

    def _refuse(self) -> str:
        raise Wrong("setting.ip_address")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitTexts:
    """Texts of digits, each of so many, such as the beginnings of numbers."""

    least: int
    most: int

    def from_value(self, raw: object) -> tuple[str, ...]:
        """TOML's list of texts."""
        if isinstance(raw, list | tuple) and all(self._fits(text) for text in raw):
            return tuple(raw)
        raise Wrong("setting.digit_texts", least=self.least, most=self.most)

    def from_text(self, text: str) -> tuple[str, ...]:
        """The texts with commas between them."""
        return self.from_value([part.strip() for part in text.split(",") if part.strip()])

    def _fits(self, text: object) -> bool:
        is_digits = isinstance(text, str) and text.isascii() and text.isdigit()
        return is_digits and self.least <= len(str(text)) <= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Amounts in minor units, each another one and more than nothing, at most so many of them."""

    count_max: int
    most: int

    def from_value(self, raw: object) -> tuple[int, ...]:
        """TOML's list of whole numbers."""
        if isinstance(raw, list | tuple) and len(raw) <= self.count_max and all(map(self._fits, raw)):
            amounts = tuple(dict.fromkeys(raw))
            if len(amounts) == len(raw):
                return amounts
        raise Wrong("setting.amounts", count=self.count_max, most=self.most)

    def from_text(self, text: str) -> tuple[int, ...]:
        """The amounts with commas between them."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        are_digits = all(part.isascii() and part.isdigit() and len(part) <= _DIGITS_MAX for part in parts)
        return self.from_value([int(part) for part in parts] if are_digits else None)

    def _fits(self, amount: object) -> bool:
        return isinstance(amount, int) and not isinstance(amount, bool) and 0 < amount <= self.most


class Country:
    """A country by its ISO 3166 code, such as `FR`."""

    def from_value(self, raw: object) -> str:
        """The code, of a country from which one can telephone."""
        if isinstance(raw, str) and is_country(raw):
            return raw
        raise Wrong("setting.country")

    def from_text(self, text: str) -> str:
        """The code in any case."""
        return self.from_value(text.strip().upper())


class Version:
    """The name of a version: a few letters, digits, dots and hyphens, such as `2026-1`."""

    def from_value(self, raw: object) -> str:
        """The name as it is."""
        if isinstance(raw, str) and _VERSION.fullmatch(raw):
            return raw
        raise Wrong("setting.version")

    def from_text(self, text: str) -> str:
        """The same."""
        return self.from_value(text.strip())


class Tables:
    """Tables by name, whose content somebody else checks: reader drivers know their own settings."""

    def from_value(self, raw: object) -> Mapping[str, Mapping[str, object]]:
        """The tables as they are."""
        if isinstance(raw, Mapping) and all(isinstance(table, Mapping) for table in raw.values()):
            return raw
        raise Wrong("setting.tables")

    def from_text(self, text: str) -> Mapping[str, Mapping[str, object]]:
        """None: a variable holds no tables."""
        return self.from_value(text)
