"""Scopes: which lines of the basket a condition or an effect is about, found for all of them in one pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fidpos.domain.basket import BasketLine
from fidpos.rules.fields import Items, Key

Keys = Annotated[tuple[Key, ...], Items(0, 200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Lines that have at least one of the named articles, categories (at any level), brands or labels."""

    articles: Keys = ()
    categories: Keys = ()
    brands: Keys = ()
    labels: Keys = ()

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing at all."""
        return not (self.articles or self.categories or self.brands or self.labels)


NOTHING_NAMED = Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The lines of `only` (all of them when it names nothing), less those of `excluding`."""

    only: Selection = NOTHING_NAMED
    excluding: Selection = NOTHING_NAMED


EVERYTHING = Scope()


class ScopeIndex:
    """Finds the lines of many scopes at once: one look-up for each key of a line."""

    __slots__ = ("_excluding", "_only", "_open", "_size")

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self._size = len(scopes)
        self._open = tuple(number for number, scope in enumerate(scopes) if scope.only.is_empty)
        self._only = _KeyIndex([scope.only for scope in scopes])
        self._excluding = _KeyIndex([scope.excluding for scope in scopes])

    def lines_of(self, lines: Sequence[BasketLine]) -> list[list[int]]:
        """For each scope, the rising indices of its lines."""
        found: list[list[int]] = [[] for _ in range(self._size)]
        for index, line in enumerate(lines):
            numbers = self._only.numbers_of(line)
            numbers.update(self._open)
            if numbers and self._excluding.names_something:
                numbers -= self._excluding.numbers_of(line)
            for number in numbers:
                found[number].append(index)
        return found


class _KeyIndex:
    """Numbers of the selections that name a key of a line."""

    __slots__ = ("articles", "brands", "categories", "labels", "names_something")

    def __init__(self, selections: Sequence[Selection]) -> None:
        self.articles = _by_key(selection.articles for selection in selections)
        self.categories = _by_key(selection.categories for selection in selections)
        self.brands = _by_key(selection.brands for selection in selections)
        self.labels = _by_key(selection.labels for selection in selections)
        self.names_something = bool(self.articles or self.categories or self.brands or self.labels)

    def numbers_of(self, line: BasketLine) -> set[int]:
        """The selections that hold the line."""
        numbers: set[int] = set()
        if line.article in self.articles:
            numbers.update(self.articles[line.article])
        if line.brand in self.brands:
            numbers.update(self.brands[line.brand])
        if self.categories:
            for category in line.categories:
                numbers.update(self.categories.get(category, ()))
        if self.labels:
            for label in line.labels:
                numbers.update(self.labels.get(label, ()))
        return numbers


def _by_key(keys_of_selections: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """Which selections name a key; an empty key names nothing, since the codec refuses it."""
    numbers: dict[str, tuple[int, ...]] = {}
    for number, keys in enumerate(keys_of_selections):
        for key in set(keys):
            numbers[key] = (*numbers.get(key, ()), number)
    return numbers
