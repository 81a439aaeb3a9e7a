"""A DESFire card proves its own key before its number is believed."""

import pytest

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.domain.card_key import KeyUse
from fidpos.readers.cards.atr import parse_atr
from fidpos.readers.cards.formats.desfire.profile import DesfireProfile, create
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.driver import CardIdentity
from fidpos.readers.drivers.simulated.virtual_cards import contact_atr
from fidpos.readers.errors import SettingsRefused
from fidpos.readers.own_number import make_long
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.virtual_cards.asking import ask, garbled
from tests.helpers.virtual_cards.desfire import APPLICATION, DesfireCard

NUMBER = make_long("1234", 48)
UID = bytes.fromhex("04782E21801D80")
KEY = b"d" * 16


@pytest.fixture
def secrets() -> HeldSecrets:
    return HeldSecrets().hold(KeyUse.DESFIRE, UID.hex().upper(), KEY, key_id=1)


def card(**changes: object) -> DesfireCard:
    return DesfireCard(**({"uid": UID, "number": NUMBER, "key": KEY} | changes))  # type: ignore[arg-type]


def identify(answers: dict[int, bytes], secrets: HeldSecrets) -> object:
    """What comes of a genuine card whose answers to some commands, counted from 1, are others."""
    profile = DesfireProfile(secrets, application=APPLICATION, key_number=1, file=1, length=32)
    genuine = card()
    return profile.identify(parse_atr(genuine.atr), garbled(genuine, answers))


def test_a_genuine_card_is_authenticated(secrets: HeldSecrets) -> None:
    assert ask(card(), secrets) == CardIdentity(
        medium=Medium.CONTACTLESS, form="nfc-a/desfire", trust=Trust.AUTHENTICATED, number=NUMBER
    )


def test_a_clone_with_another_key_is_not_genuine(secrets: HeldSecrets) -> None:
    assert ask(card(key=b"c" * 16), secrets) is Refusal.NOT_GENUINE


def test_a_number_changed_on_the_way_is_not_genuine(secrets: HeldSecrets) -> None:
    assert ask(card(lies=True), secrets) is Refusal.NOT_GENUINE


def test_a_card_that_has_a_newer_key_than_the_till_is_unknown(secrets: HeldSecrets) -> None:
    assert ask(card(key_version=2), secrets) is Refusal.UNKNOWN_FORMAT


def test_a_card_whose_key_the_till_does_not_hold_is_unknown() -> None:
    assert ask(card()) is Refusal.UNKNOWN_FORMAT


def test_a_card_that_lets_anybody_read_its_number_is_copyable_without_a_key() -> None:
    found = ask(card(free_read=True))

    assert isinstance(found, CardIdentity)
    assert (found.number, found.trust) == (NUMBER, Trust.COPYABLE)


def test_a_card_that_makes_up_its_uid_is_unknown(secrets: HeldSecrets) -> None:
    assert ask(card(uid=b"\x08\x01\x02\x03"), secrets) is Refusal.UNKNOWN_FORMAT


def test_a_card_without_the_application_is_of_another_format(secrets: HeldSecrets) -> None:
    profile = DesfireProfile(secrets, application=b"abc", key_number=1, file=1, length=32)

    assert profile.identify(parse_atr(card().atr), garbled(card(), {})) is None


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        (4, "91AE", Refusal.NOT_GENUINE),
        (4, "9140", Refusal.NOT_GENUINE),
        (4, "00" * 15 + "91AF", Refusal.BAD_READ),
        (4, "9100", Refusal.BAD_READ),
        (5, "91AE", Refusal.NOT_GENUINE),
        (5, "00" * 16 + "9100", Refusal.NOT_GENUINE),
        (5, "9100", Refusal.NOT_GENUINE),
        (5, "", Refusal.BAD_READ),
        (6, "00" * 24 + "9100", Refusal.NOT_GENUINE),
        (6, "9100", Refusal.NOT_GENUINE),
        (6, "91BE", Refusal.BAD_READ),
        (6, "", Refusal.BAD_READ),
    ],
)
def test_each_false_answer_has_its_meaning(
    secrets: HeldSecrets, step: int, answer: str, expected: Refusal
) -> None:
    assert identify({step: bytes.fromhex(answer)}, secrets) is expected


@pytest.mark.parametrize("number", ["", "20123A"])
def test_a_file_without_a_number_is_a_bad_read(secrets: HeldSecrets, number: str) -> None:
    assert ask(card(number=number), secrets) is Refusal.BAD_READ


def test_chips_with_contacts_and_memory_cards_are_never_asked(secrets: HeldSecrets) -> None:
    profile = DesfireProfile(secrets, application=APPLICATION, key_number=1, file=1, length=32)

    assert profile.matches(parse_atr(contact_atr(b"\x80"))) == 0
    assert profile.matches(parse_atr(card().atr)) > 60


@pytest.mark.parametrize("application", ["", "F1D9", "F1D9055A", "F1D90G"])
def test_an_application_id_that_is_none_is_refused(application: str) -> None:
    with pytest.raises(SettingsRefused):
        create({"application": application, "key_number": 1, "file": 1, "length": 32}, NoSecrets())
