"""Policies: each value has one plain sentence in both languages, and a default."""

import dataclasses
import typing
from collections.abc import Iterator
from enum import Enum

import pytest

from fidpos.paths import resources_dir
from fidpos.rules.expiry import ExpiryKind
from fidpos.rules.policy import USUAL, Policies, sentences
from fidpos.texts.texts import Texts


def values() -> Iterator[tuple[str, object]]:
    for name, kind in typing.get_type_hints(Policies).items():
        for value in (True, False) if kind is bool else kind:
            yield name, value


def key_of(name: str, value: object) -> str:
    return f"policy.{name}.{value.value if isinstance(value, Enum) else str(value).lower()}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("name", "value"), list(values()))
def test_each_value_has_its_sentence(language: str, name: str, value: object) -> None:
    key = key_of(name, value)

    said = Texts.load(resources_dir() / "translations", language).say(key)

    assert said not in {"", key}
    assert said.endswith(".")
    assert said.count(". ") == 0


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "key",
    [
        *(f"policy.expiry.{kind.value}" for kind in ExpiryKind),
        "policy.prolonged.true",
        "policy.prolonged.false",
        "policy.pending_days",
    ],
)
def test_what_a_counter_decides_has_its_sentence_too(language: str, key: str) -> None:
    assert Texts.load(resources_dir() / "translations", language).say(key, n=3) not in {"", key}


@pytest.mark.parametrize(
    ("language", "key", "said"),
    [
        ("fr", "policy.expiry.days", "Les points expirent 1 jour après avoir été gagnés."),
        ("fr", "policy.expiry.year_end", "Les points expirent le 31 décembre, 0 an plus tard."),
        ("en", "policy.expiry.months", "Points expire 1 month after they were earned."),
        ("en", "policy.expiry.year_end", "Points expire on 31 December, 1 year later."),
        ("en", "policy.pending_days", "Points that are earned can be used after 1 day."),
    ],
)
def test_one_day_month_or_year_is_not_said_as_several(language: str, key: str, said: str) -> None:
    count = 0 if "0 an" in said else 1

    sentence = Texts.load(resources_dir() / "translations", language).say(key, n=count)

    assert sentence.replace("\u00a0", " ").replace("\u202f", " ") == said


def test_the_sentences_are_those_of_the_values_in_force() -> None:
    assert sentences(USUAL) == tuple(
        key_of(field.name, getattr(USUAL, field.name)) for field in dataclasses.fields(Policies)
    )


def test_every_policy_has_a_default() -> None:
    assert Policies() == USUAL
