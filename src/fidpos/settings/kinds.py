"""Kinds of values that a setting may have: what is accepted from a file and from a variable."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from fidpos.settings.errors import Wrong

_T_co = TypeVar("_T_co", covariant=True)
_E = TypeVar("_E", bound=StrEnum)

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
        return self.from_value(int(plain) if plain.isascii() and plain.isdigit() else None)


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
