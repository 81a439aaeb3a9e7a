"""Whoever adds a condition or an effect names it, and its fields, in both languages."""

import dataclasses
import re
from collections.abc import Iterator

import pytest

from fidpos.paths import resources_dir
from fidpos.rules.policy import Policies
from fidpos.rules.programme import Programme
from fidpos.rules.registry import CONDITIONS, EFFECTS
from fidpos.rules.shape import Many, Maybe, OneValue, Record, Shape, Tagged, fields_of
from fidpos.server.backoffice.programme.spot import in_words
from fidpos.texts.texts import Texts


def kinds() -> Iterator[tuple[str, type]]:
    """Every class of which a programme is made, with the name of its owner."""
    seen: set[type] = set()
    waiting: list[tuple[str, type]] = [(in_words(Programme), Programme)]
    while waiting:
        owner, kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        yield owner, kind
        for field in fields_of(kind):
            waiting.extend(_within(field.shape))


def _within(shape: Shape) -> Iterator[tuple[str, type]]:
    match shape:
        case Maybe(inner) | Many(inner):
            yield from _within(inner)
        case Record(kind):
            yield in_words(kind), kind
        case Tagged():
            yield from shape.kinds.items()
        case _:
            return


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_field_and_every_choice_has_a_name(language: str) -> None:
    texts = Texts.load(resources_dir() / "translations", language)
    missing = []
    for owner, kind in kinds():
        for field in fields_of(kind):
            keys = [f"office.programme.field.{owner}.{field.name}", f"office.programme.field.{field.name}"]
            if not any(texts.has(key) for key in keys):
                missing.append(keys[0])
            missing += [key for key in _choices(owner, field.shape) if not texts.has(key)]
    missing += [
        f"condition.{code}" for code in CONDITIONS if not texts.has(f"office.programme.condition.{code}")
    ]
    missing += [f"effect.{code}" for code in EFFECTS if not texts.has(f"office.programme.effect.{code}")]

    assert missing == []


def _choices(owner: str, shape: Shape) -> list[str]:
    match shape:
        case Maybe(inner) | Many(inner):
            return _choices(owner, inner)
        case OneValue(kind) if owner != in_words(Policies):
            return [f"office.programme.choice.{in_words(kind)}.{each.value}" for each in kind]
        case _:
            return []


def test_nothing_of_a_programme_has_a_shape_that_no_form_draws() -> None:
    for _, kind in kinds():
        assert dataclasses.is_dataclass(kind)
        for field in fields_of(kind):
            assert type(field.shape).__name__ not in {"Keyed", "Either"}, (kind, field.name)


@pytest.mark.parametrize("bounds", ["above", "at_least", "at_most", "below", "between"])
def test_a_french_sentence_holds_whatever_its_bounds_are(bounds: str) -> None:
    texts = Texts.load(resources_dir() / "translations", "fr")
    said = texts.say(f"office.programme.says.bounds.{bounds}", value="2", low="2", high="3")
    keys = [f"office.programme.says.condition.{code}" for code in CONDITIONS]
    rest = {"window": "ce mois", "counter": "Points", "rule": "Une offre"}
    told = [texts.say(key, bounds=said, **rest) for key in keys if texts.has(key)]
    bounded = [each for each in told if said in each]

    assert len(bounded) > 8
    assert [each for each in bounded if re.search(r"\bde (au|plus|moins|de|entre)\b", each)] == []
