"""What names a list behind a figure: words of an address, there and back; what names none is refused."""

import pytest
from hypothesis import given

from fidpos.domain.errors import InvalidValue
from fidpos.server.db.figures.whom_text import whom_from_words, whom_to_words
from fidpos.server.services.figures.whom import Moved, Whom
from tests.helpers.figure_strategies import lists


@given(whom=lists)
def test_any_list_comes_back_from_its_words(whom: Whom) -> None:
    assert whom_from_words(whom_to_words(whom)) == whom


@given(whom=lists)
def test_words_of_the_page_around_it_change_nothing(whom: Whom) -> None:
    assert whom_from_words({"from": "2026-01", "after": "x", **whom_to_words(whom)}) == whom


def test_no_tier_is_an_empty_word_that_may_be_left_out() -> None:
    assert whom_from_words({"of": "moved", "now": "gold"}) == Moved(was="", now="gold")


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"of": "everybody"},
        {"of": "cell", "recency": "0", "frequency": "1"},
        {"of": "cell", "recency": "9" * 5_000, "frequency": "1"},
        {"of": "best", "percent": "101"},
        {"of": "tier"},
        {"of": "tier", "tier": "a\x00"},
        {"of": "rule", "source": "a" * 201},
        {"of": "cohort", "began": "2026-02-01", "came": "2026-01-01"},
        {"of": "cohort", "began": "2026-02-03", "came": "2026-03-01"},
    ],
)
def test_words_that_name_no_list_are_refused(words: dict[str, str]) -> None:
    with pytest.raises(InvalidValue):
        whom_from_words(words)
