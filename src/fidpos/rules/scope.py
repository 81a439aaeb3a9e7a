"""Scopes: which lines of the basket a condition or an effect is about, found for all of them in one pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Annotated, TypeVar

from fidpos.domain.basket import BasketLine
from fidpos.rules.bounds import Bounds
from fidpos.rules.fields import Items, Key, Within

Keys = Annotated[tuple[Key, ...], Items(0, 200)]
Rates = Annotated[tuple[Annotated[int, Within(0, 1_000_000)], ...], Items(0, 20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Lines that have one of the named articles, categories (at any level), brands, labels or tax rates.

    Attributes:
        tax_rates_ppm: 55,000 for 5.5 %.
    """

    articles: Keys = ()
    categories: Keys = ()
    brands: Keys = ()
    labels: Keys = ()
    tax_rates_ppm: Rates = ()

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing at all."""
        return not (self.articles or self.categories or self.brands or self.labels or self.tax_rates_ppm)


NOTHING_NAMED = Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The lines of `only` (all of them when it names nothing), less those of `excluding`.

    Attributes:
        full_price: leave out what the register has reduced already.
        earning: leave out what never earns.
        unit_price: in minor units, of what one unit costs; None for any price. A typed amount is no unit.
    """

    only: Selection = NOTHING_NAMED
    excluding: Selection = NOTHING_NAMED
    full_price: bool = False
    earning: bool = False
    unit_price: Bounds | None = None

    @property
    def names_lines(self) -> bool:
        """Whether it says what lines must be: of a mere amount nobody can tell."""
        return not self.only.is_empty or self.unit_price is not None

    @property
    def name(self) -> str:
        """Under which its history is kept: `category:bread` for one key alone, otherwise a digest of it.

        The same scope has the same name in every version of a programme, so that its history goes on.
        """
        named = [(kind, key) for kind, keys in _named(self.only) for key in keys]
        if len(named) == 1 and self == Scope(only=self.only):
            return f"{named[0][0]}:{named[0][1]}"
        parts = (_sorted(self.only), _sorted(self.excluding), self.full_price, self.earning, self.unit_price)
        return f"lines:{sha256(repr(parts).encode()).hexdigest()[:32]}"

    def allows(self, line: BasketLine) -> bool:
        """Whether a line is one of those it may be about, whatever it names."""
        if (self.full_price and line.discounted) or (self.earning and not line.earns):
            return False
        price = self.unit_price
        return price is None or (price.low <= line.unit_price_minor <= price.high and not line.is_anonymous)


EVERYTHING = Scope()


class ScopeIndex:
    """Finds the lines of many scopes at once: one look-up for each key of a line."""

    __slots__ = ("_choosy", "_excluding", "_only", "_open", "_scopes")

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self._scopes = tuple(scopes)
        self._open = [number for number, scope in enumerate(scopes) if scope.only.is_empty]
        self._choosy = [
            number
            for number, scope in enumerate(scopes)
            if scope.full_price or scope.earning or scope.unit_price is not None
        ]
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
        for number in self._choosy:
            allows = self._scopes[number].allows
            found[number] = [index for index in found[number] if allows(lines[index])]
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

    __slots__ = ("_articles", "_brands", "_categories", "_labels", "_tax_rates", "names_something")

    def __init__(self, selections: Sequence[Selection]) -> None:
        self._articles = _by_key(selection.articles for selection in selections)
        self._categories = _by_key(selection.categories for selection in selections)
        self._brands = _by_key(selection.brands for selection in selections)
        self._labels = _by_key(selection.labels for selection in selections)
        self._tax_rates = _by_key(selection.tax_rates_ppm for selection in selections)
        self.names_something = any(not selection.is_empty for selection in selections)

    def numbers_of(self, line: BasketLine) -> list[int]:
        """The selections that hold the line; one that names two of its keys comes twice."""
        numbers: list[int] = []
        if self._articles:
            numbers += self._articles.get(line.article, ())
        if self._brands:
            numbers += self._brands.get(line.brand, ())
        if self._categories:
            for category in line.categories:
                numbers += self._categories.get(category, ())
        if self._labels:
            for label in line.labels:
                numbers += self._labels.get(label, ())
        if self._tax_rates and not line.is_anonymous:
            numbers += self._tax_rates.get(line.tax_rate_ppm, ())
        return numbers


_KINDS = {
    "articles": "article",
    "categories": "category",
    "brands": "brand",
    "labels": "label",
    "tax_rates_ppm": "tax",
}


def _named(selection: Selection) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(_KINDS[field.name], getattr(selection, field.name)) for field in fields(Selection)]


def _sorted(selection: Selection) -> list[tuple[str, list[str | int]]]:
    """The order in which a programme lists keys means nothing, and so does a repetition."""
    return [(kind, sorted(set(keys))) for kind, keys in _named(selection)]


K = TypeVar("K", str, int)


def _by_key(keys_of_selections: Iterable[tuple[K, ...]]) -> dict[K, list[int]]:
    """Which selections name a key."""
    numbers: dict[K, list[int]] = {}
    for number, keys in enumerate(keys_of_selections):
        for key in keys:
            numbers.setdefault(key, []).append(number)
    return numbers
