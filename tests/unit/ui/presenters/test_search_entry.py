"""Typing a name or a phone number."""

import pytest

from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.search_entry import TEXT_MAX, SearchEntry


def typed(*texts: str) -> SearchEntry:
    entry = SearchEntry()
    for text in texts:
        entry = entry.typed(Press.typing(text))
    return entry


def test_letters_with_accents_spaces_and_digits_are_typed() -> None:
    assert typed("É", "l", "o", " ", "0", "6").text == "Élo 06"


def test_a_space_before_anything_is_not_typed() -> None:
    assert typed(" ", "a").text == "a"


@pytest.mark.parametrize("text", ["\t", "\r", "\x1b", "\u202e", ""])
def test_what_cannot_be_printed_is_not_typed(text: str) -> None:
    assert typed("a", text).text == "a"


def test_a_text_has_an_end() -> None:
    assert len(typed(*"x" * 100).text) == TEXT_MAX


def test_each_letter_begins_the_choice_anew() -> None:
    assert typed("a").moved(1, results=5).typed(Press.typing("b")).line == 0
    assert typed("a").moved(1, results=5).typed(Press.of(Key.BACKSPACE)).line == 0


def test_the_choice_stays_within_the_results() -> None:
    entry = typed("a")

    assert entry.moved(-1, results=3).line == 0
    assert entry.moved(1, results=3).moved(1, results=3).moved(1, results=3).line == 2
    assert entry.moved(1, results=0).line == 0
