"""Settings of the tills as an owner reads and types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.money import Currency
from fidpos.paths import resources_dir
from fidpos.server.backoffice.setting_words import SettingWords
from fidpos.settings.errors import Wrong
from fidpos.settings.written import pushed_text, settings_to_push
from fidpos.texts.texts import Texts

SETTINGS = {each.name: each for each in settings_to_push()}
PRESETS, MOST = SETTINGS["gift_card_presets_minor"], SETTINGS["gift_card_balance_max_minor"]
TEXTS = {language: Texts.load(resources_dir() / "translations", language) for language in ("fr", "en")}


def words(language: str = "fr", currency: str = "EUR") -> SettingWords:
    return SettingWords(texts=TEXTS[language], currency=Currency.of(currency))


@pytest.mark.parametrize(
    ("language", "currency", "told", "typed"),
    [
        ("fr", "EUR", "150,00\u00a0€", "150,00"),
        ("en", "EUR", "€150.00", "150.00"),
        ("en", "JPY", "JP¥15,000", "15000"),
    ],
)
def test_an_amount_is_read_in_the_currency(language: str, currency: str, told: str, typed: str) -> None:
    here = words(language, currency)

    assert here.told(MOST, "15000") == told
    assert here.typed(MOST, "15000") == typed
    assert here.read(MOST, typed) == "15000"


def test_amounts_stand_between_semicolons() -> None:
    assert words().told(PRESETS, "2000, 5050") == "20,00\u00a0€ · 50,50\u00a0€"
    assert words().typed(PRESETS, "2000, 5050") == "20,00; 50,50"
    assert words().read(PRESETS, "20 ; 50,5") == "2000, 5050"
    assert words().read(PRESETS, "") == ""


def test_what_is_no_amount_is_told_as_one() -> None:
    for setting, typed in [
        (MOST, "lots"),
        (MOST, "200000"),
        (MOST, ""),
        (PRESETS, "20; x"),
        (PRESETS, "1; 1"),
    ]:
        with pytest.raises(Wrong) as wrong:
            words().read(setting, typed)
        assert wrong.value.key.startswith("office.settings.amount")
        assert "most" in wrong.value.params


def test_what_is_no_money_stays_as_it_is() -> None:
    lock = SETTINGS["auto_lock_min"]

    assert (words().told(lock, "5"), words().typed(lock, "5"), words().read(lock, "7")) == ("5", "5", "7")
    assert words().told(SETTINGS["sound"], "true") == "Oui"


@given(minor=st.integers(0, 10_000_000), language=st.sampled_from(["fr", "en"]))
def test_every_amount_comes_back_as_it_was_typed(minor: int, language: str) -> None:
    here = words(language)

    assert pushed_text(MOST.kind, here.read(MOST, here.typed(MOST, str(minor)))) == str(minor)
