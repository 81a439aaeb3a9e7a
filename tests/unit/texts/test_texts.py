"""A key and values become a sentence in the cashier's language."""

import logging
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fidpos.domain.clock import DayMonth, utc
from fidpos.domain.money import EUR, Currency, Money
from fidpos.texts.texts import MISSING, Texts
from fidpos.till.view import Message

HEADER = """msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"""

CATALOGUE = (
    HEADER
    + """
msgid "greeting"
msgstr "Bonjour {name} !"

msgid "any"
msgstr "{value}"

msgid "signed"
msgstr "{value:signed}"

msgid "percent"
msgstr "{value:percent}"

msgid "hour"
msgstr "{value:hour}"

msgid "month"
msgstr "{value:month}"

msgid "short_month"
msgstr "{value:short_month}"

msgid "long_day"
msgstr "{value:long_day}"

msgid "day_month"
msgstr "{value:day_month}"

msgid "spoons"
msgstr "encore {value:spoons}"

msgid "unit.spoons"
msgid_plural "unit.spoons"
msgstr[0] "{count} cuillère"
msgstr[1] "{count} cuillères"

msgid "value.yes"
msgstr "oui"

msgid "value.no"
msgstr "non"
"""
)


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "fidpos.po").write_text(CATALOGUE, "utf-8")
    return Texts.load(tmp_path, "fr")


def test_a_value_takes_its_place_in_the_sentence(texts: Texts) -> None:
    assert texts.say("greeting", name="Camille") == "Bonjour Camille !"


def test_a_message_is_said_by_its_key_and_parameters(texts: Texts) -> None:
    assert texts.message(Message(key="greeting", params={"name": "Léa"})) == "Bonjour Léa !"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("as it is", "as it is"),
        (1296, "1\u202f296"),
        (-300, "\N{MINUS SIGN}300"),
        (True, "oui"),
        (Money(1240, EUR), "12,40\xa0€"),
        (Money(-124000, EUR), "\N{MINUS SIGN}1\u202f240,00\xa0€"),
        (Money(1240, Currency.of("XPF")), "1\u202f240\xa0FCFP"),
        (date(2026, 11, 18), "18 nov. 2026"),
        (DayMonth(day=14, month=5), "14 mai"),
        (("Café", 3), "Café, 3"),
        (Message(key="greeting", params={"name": "Hugo"}), "Bonjour Hugo !"),
        (1.5, "1.5"),
    ],
)
def test_a_value_is_written_by_its_type(texts: Texts, value: object, words: str) -> None:
    assert texts.say("any", value=value) == words


@pytest.mark.parametrize(
    ("how", "value", "words"),
    [
        ("signed", 12, "+12"),
        ("signed", 0, "0"),
        ("signed", Money(500, EUR), "+5,00\xa0€"),
        ("percent", 125_000, "12,5\xa0%"),
        ("month", date(2023, 3, 4), "mars 2023"),
        ("short_month", date(2025, 12, 1), "déc. 2025"),
        ("long_day", date(2026, 11, 18), "mercredi 18 novembre"),
        ("day_month", DayMonth(day=29, month=2), "29 février"),
        ("day_month", date(2026, 5, 14), "14 mai"),
        ("spoons", 1, "encore 1 cuillère"),
        ("spoons", 3, "encore 3 cuillères"),
    ],
)
def test_a_sentence_says_how_a_value_is_written(texts: Texts, how: str, value: object, words: str) -> None:
    assert texts.say(how, value=value) == words


def test_the_count_chooses_the_plural_form(texts: Texts) -> None:
    assert texts.say("unit.spoons", count=0) == "0 cuillère"
    assert texts.say("unit.spoons", count=1) == "1 cuillère"
    assert texts.say("unit.spoons", count=2) == "2 cuillères"


def test_an_instant_is_shown_as_the_clock_on_the_shop_s_wall_shows_it(texts: Texts) -> None:
    in_paris = texts.in_zone(ZoneInfo("Europe/Paris"))

    assert in_paris.say("hour", value=utc(2026, 11, 18, 23, 30)) == "00:30"
    assert in_paris.say("any", value=utc(2026, 11, 18, 23, 30)) == "19 nov. 2026 00:30"


def test_a_value_with_braces_in_it_is_shown_and_never_filled_in(texts: Texts) -> None:
    assert texts.say("greeting", name="{name} {0.__class__}") == "Bonjour {name} {0.__class__} !"


def test_an_unknown_key_is_shown_as_itself_and_logged(texts: Texts, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert texts.say("no.such.key") == "no.such.key"

    assert not texts.has("no.such.key")
    assert "no.such.key" in caplog.text


def test_a_missing_value_leaves_a_mark_and_a_line_in_the_log(
    texts: Texts, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert texts.say("greeting") == f"Bonjour {MISSING} !"

    assert "{name} of greeting" in caplog.text


def test_a_value_that_cannot_be_written_as_asked_is_written_by_its_type(
    texts: Texts, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert texts.say("percent", value="dix") == "dix"

    assert "percent" in caplog.text
