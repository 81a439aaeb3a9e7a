"""Abuse: a chip that proves itself is cloned: its UID, its number, a recorded answer, a URL it once said."""

import pytest

from fidpos.domain.card import Refusal, Trust
from fidpos.domain.card_key import KeyUse
from fidpos.readers.driver import CardIdentity
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, UidCard, VirtualChip
from fidpos.readers.own_number import make_long
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.virtual_cards.asking import AUTHENTICATED, ask
from tests.helpers.virtual_cards.auth_applet import AuthApplet
from tests.helpers.virtual_cards.desfire import DesfireCard
from tests.helpers.virtual_cards.ntag424 import Ntag424, sun_url

NUMBER, UID = make_long("1234", 48), bytes.fromhex("04DE5F1EACC040")
KEY, GUESS = b"k" * 16, bytes(16)
EVERY_FORMAT = {**AUTHENTICATED, "contactless_uid": {"kinds": ["mifare_ultralight", "mifare_classic_1k"]}}


@pytest.fixture
def secrets() -> HeldSecrets:
    held = HeldSecrets().hold(KeyUse.APPLET, NUMBER, KEY)
    return held.hold(KeyUse.DESFIRE, UID.hex().upper(), KEY).hold(KeyUse.SUN_FILE, UID.hex().upper(), KEY)


CLONES = [
    AppletCard(NUMBER),
    AuthApplet(NUMBER, GUESS),
    AuthApplet(NUMBER, GUESS, key_id=2),
    DesfireCard(uid=UID, number=NUMBER, key=GUESS),
    DesfireCard(uid=UID, number=NUMBER, key=GUESS, key_version=2, free_read=True),
    Ntag424(uid=UID, file_key=GUESS, counter=1_000_000),
    Ntag424(uid=UID, file_key=GUESS, meta_key=GUESS),
    UidCard(UID, "mifare_ultralight"),
    UidCard(UID, "mifare_classic_1k"),
]


@pytest.mark.parametrize("clone", CLONES, ids=lambda clone: type(clone).__name__)
def test_a_clone_without_the_key_is_refused_or_worth_a_copy(clone: VirtualChip, secrets: HeldSecrets) -> None:
    found = ask(clone, secrets, EVERY_FORMAT)

    assert isinstance(found, Refusal) or found.trust is Trust.COPYABLE


def test_a_url_read_off_a_card_is_worth_a_copy_once_the_card_was_tapped_again(secrets: HeldSecrets) -> None:
    stolen = sun_url(UID, 41, KEY)
    ask(Ntag424(uid=UID, file_key=KEY, counter=41), secrets)
    found = ask(Ntag424(uid=UID, file_key=GUESS, replayed=stolen), secrets)

    assert isinstance(found, CardIdentity)
    assert found.trust is Trust.COPYABLE
