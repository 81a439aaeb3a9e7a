"""How typed text is read."""

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.task.view import Field, FieldKind
from fidpos.ui.presenters.task.typed import amount_shown, phone_grouped, shown
from tests.helpers.sample_views import euros
from tests.helpers.task_samples import BLANK


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("061", "06 1"),
        ("0612345678", "06 12 34 56 78"),
        ("+33", "+33"),
        ("+33612345678", "+33 6 12 34 56 78"),
        ("+3247123456", "+32 471 234 56"),
        ("+4", "+4"),
        ("47123", "471 23"),
    ],
)
def test_a_phone_number_is_grouped_for_reading(typed: str, read: str) -> None:
    assert phone_grouped(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"), [("", ""), ("1", "1"), ("14", "14"), ("140", "14/0"), ("14051990", "14/05/1990")]
)
def test_a_day_has_the_separators_of_the_language(french: Texts, typed: str, read: str) -> None:
    assert shown(french, Field(key="born", label="", kind=FieldKind.DATE), typed) == read


def test_a_secret_is_shown_as_dots(french: Texts) -> None:
    assert shown(french, Field(key="pin", label="", is_secret=True), "1234") == "••••"


def test_what_may_still_be_typed_of_an_amount_stands_after_the_cursor(french: Texts) -> None:
    assert amount_shown(french, BLANK.showing(euros(1250))) == ("12,50", "\xa0€")
    assert amount_shown(french, BLANK) == ("", "0,00\xa0€")
