"""The keys of a till."""

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.vault.keys import TillKeys


def test_generated_keys_are_random_and_differ_from_each_other() -> None:
    first, second = TillKeys.generate(), TillKeys.generate()

    keys = {key for till in (first, second) for key in (till.store_key, till.pin_pepper, till.card_seal)}
    assert len(keys) == 6


def test_keys_survive_being_written_as_text() -> None:
    keys = TillKeys.generate()

    assert TillKeys.from_text(keys.text) == keys


@pytest.mark.parametrize(
    "text",
    ["", "00", "zz.zz", "00.00", "00" * 32, ".".join(["00" * 32] * 2), ".".join(["00" * 32] * 4), "é.é"],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        TillKeys.from_text(text)


def test_a_traceback_that_shows_the_keys_shows_nothing() -> None:
    keys = TillKeys.generate()

    assert keys.store_key.hex() not in repr(keys)
    assert repr(keys.store_key) not in repr(keys)


def test_what_seals_the_pairing_follows_from_the_key_of_the_store_alone() -> None:
    first, second = TillKeys.generate(), TillKeys.generate()
    same_store = TillKeys(store_key=first.store_key, pin_pepper=second.pin_pepper, card_seal=second.card_seal)

    assert first.pairing_seal == same_store.pairing_seal != second.pairing_seal
    assert first.pairing_seal not in {first.store_key, first.pin_pepper, first.card_seal}
