"""Titles: one text in French and in English."""

import pytest

from fidpos.rules.titles import Titles


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "Bonjour"), ("fr_CH", "Bonjour"), ("de", "Bonjour"), ("en", "Hello"), ("en_GB", "Hello")],
)
def test_french_is_for_every_language_but_english(language: str, text: str) -> None:
    assert Titles(fr="Bonjour", en="Hello").of(language) == text
