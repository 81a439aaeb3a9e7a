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

    __slots__ = ("_excluding", "_only", "_open", "_scopes")

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self._scopes = tuple(scopes)
        self._open = [number for number, scope in enumerate(scopes) if scope.only.is_empty]
        self._only = _KeyIndex([scope.only for scope in scopes])
        self._excluding = _KeyIndex([scope.excluding for scope in scopes])

    def lines_of(self, lines: Sequence[BasketLine]) -> list[list[int]]:
        """For each scope, the rising indices of its lines."""
        found: list[list[int]] = [[] for _ in self._scopes]
        for number in self._open:
            found[number] = list(range(len(lines)))
        if self._only.names_something:
            for index, line in enumerate(lines):
                for number in self._only.numbers_of(line):
                    indices = found[number]
                    if not indices or indices[-1] != index:
                        indices.append(index)
        if self._excluding.names_something:
            self._leave_out(lines, found)
        return found

    def _leave_out(self, lines: Sequence[BasketLine], found: list[list[int]]) -> None:
        excluded: dict[int, set[int]] = {}
        for index, line in enumerate(lines):
            for number in self._excluding.numbers_of(line):
                excluded.setdefault(number, set()).add(index)
        for number, indices in excluded.items():
            found[number] = [index for index in found[number] if index not in indices]


class _KeyIndex:
    """Numbers of the selections that name a key of a line."""

    __slots__ = ("_articles", "_brands", "_categories", "_labels", "names_something")

    def __init__(self, selections: Sequence[Selection]) -> None:
        self._articles = _by_key(selection.articles for selection in selections)
        self._categories = _by_key(selection.categories for selection in selections)
        self._brands = _by_key(selection.brands for selection in selections)
        self._labels = _by_key(selection.labels for selection in selections)
        self.names_something = any(not selection.is_empty for selection in selections)

    def numbers_of(self, line: BasketLine) -> list[int]:
        """The selections that hold the line; one that names two of its keys comes twice."""
        numbers = [*self._articles.get(line.article, ()), *self._brands.get(line.brand, ())]
        for category in line.categories:
            numbers += self._categories.get(category, ())
        for label in line.labels:
            numbers += self._labels.get(label, ())
        return numbers


def _by_key(keys_of_selections: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    """Which selections name a key."""
    numbers: dict[str, list[int]] = {}
    for number, keys in enumerate(keys_of_selections):
        for key in keys:
            numbers.setdefault(key, []).append(number)
    return numbers
