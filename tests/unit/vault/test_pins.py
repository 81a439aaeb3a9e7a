"""Which PINs are allowed, and how one is checked."""

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.vault.pins import MEMORY_KIB_FLOOR, ArgonPins, is_weak

PEPPER = bytes(range(32))
PIN = "482915"
OTHER_PIN = "739204"
GUESSED_FIRST = """
    000000 777777 123456 654321 012345 567890 098765 123123 121212 454545 123321 112233 332211 112211 147258
    159753 100190 310199 123199 850412 290200 198705 051987 202412 007007
"""


@pytest.fixture(scope="module")
def pins() -> ArgonPins:
    return cheap_pins()


def cheap_pins(pepper: bytes = PEPPER) -> ArgonPins:
    return ArgonPins(pepper, memory_kib=64, passes=1, lanes=1)


def test_the_right_pin_matches_and_another_does_not(pins: ArgonPins) -> None:
    stored = pins.hash(PIN)

    assert pins.matches(stored, PIN)
    assert not pins.matches(stored, OTHER_PIN)


def test_the_same_pin_is_never_stored_twice_alike(pins: ArgonPins) -> None:
    assert pins.hash(PIN) != pins.hash(PIN)


def test_the_hash_of_one_till_is_useless_without_its_pepper(pins: ArgonPins) -> None:
    stored = pins.hash(PIN)

    assert not cheap_pins(pepper=bytes(32)).matches(stored, PIN)


def test_a_hash_says_argon2id_and_its_costs(pins: ArgonPins) -> None:
    assert pins.hash(PIN).startswith("$argon2id$v=19$m=64,t=1,p=1$")


def test_production_costs_are_at_least_64_mib_and_three_passes() -> None:
    found = argon2.extract_parameters(ArgonPins(PEPPER).hash(PIN))

    assert found.type is argon2.Type.ID
    assert found.memory_cost >= 64 * 1024 == MEMORY_KIB_FLOOR
    assert found.time_cost >= 3


def test_a_hash_cheaper_than_the_floor_opens_nothing_in_production(pins: ArgonPins) -> None:
    assert not ArgonPins(PEPPER).matches(pins.hash(PIN), PIN)


def test_a_hash_that_would_take_all_memory_is_not_computed(pins: ArgonPins) -> None:
    greedy = pins.hash(PIN).replace("m=64", "m=4194304")

    assert not pins.matches(greedy, PIN)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "x",
        "$argon2id$",
        "é",
        "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNo",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$",
        "$argon2id$v=19$m=64,t=1,p=1$!$!",
    ],
)
def test_an_unusable_hash_matches_nothing_and_costs_one_hash_all_the_same(
    pins: ArgonPins, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[bytes] = []
    monkeypatch.setattr(pins, "_hasher", _Counting(computed))

    assert not pins.matches(stored, PIN)
    assert len(computed) == 1


@pytest.mark.parametrize(
    "entered", ["", "1", "482915 ", " 482915", "4829150", "４８２９１５", "48291\0", "é"]
)
def test_what_is_not_the_pin_to_the_last_character_does_not_match(pins: ArgonPins, entered: str) -> None:
    assert not pins.matches(pins.hash(PIN), entered)


@pytest.mark.parametrize("pin", ["", "48291", "4829150", "48291a", "４８２９１５", "-48291", "48 291"])
def test_a_pin_has_six_plain_digits(pins: ArgonPins, pin: str) -> None:
    assert is_weak(pin)
    with pytest.raises(InvalidValue):
        pins.hash(pin)


@pytest.mark.parametrize("pin", GUESSED_FIRST.split())
def test_a_pin_that_thieves_try_first_is_refused(pin: str) -> None:
    assert is_weak(pin)


@pytest.mark.parametrize("pin", [PIN, OTHER_PIN, "320149", "604793", "193013", "903174", "583061"])
def test_an_ordinary_pin_is_allowed(pin: str) -> None:
    assert not is_weak(pin)


def test_the_blocklist_leaves_more_than_nine_tenths_of_all_pins() -> None:
    refused = sum(is_weak(f"{number:06d}") for number in range(0, 1_000_000, 7))

    assert refused * 7 < 100_000


@given(st.dates().map(lambda day: day.strftime("%d%m%y")))
def test_every_date_is_refused(pin: str) -> None:
    assert is_weak(pin)


@given(st.text(max_size=10))
def test_no_text_upsets_the_policy(text: str) -> None:
    assert is_weak(text) or (len(text) == 6 and text.isascii() and text.isdigit())


class _Counting:
    """A hasher that only counts how often it was made to work."""

    memory_cost, time_cost = 64, 1

    def __init__(self, computed: list[bytes]) -> None:
        self._computed = computed
        self._real = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

    def hash(self, secret: bytes) -> str:
        self._computed.append(secret)
        return ""

    def verify(self, stored: str, secret: bytes) -> bool:
        return self._real.verify(stored, secret)
