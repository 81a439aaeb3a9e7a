"""Abuse: a thief extracts the keys of cards from a till, its backups, or its logs."""

import hashlib
import hmac
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.domain.card import Refusal, Trust
from fidpos.domain.card_key import CardKey, KeyUse
from fidpos.domain.errors import InvalidValue
from fidpos.localdb.backup import make_backup
from fidpos.localdb.card_secrets import CardSecretStore
from fidpos.localdb.engine import connect
from fidpos.localdb.store import LocalStore
from fidpos.localdb.tables import metadata
from fidpos.readers.driver import CardIdentity
from fidpos.readers.own_number import make_long
from fidpos.vault.keys import TillKeys
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY, new_store
from tests.helpers.virtual_cards.asking import ask
from tests.helpers.virtual_cards.auth_applet import AuthApplet
from tests.helpers.virtual_cards.desfire import DesfireCard
from tests.helpers.virtual_cards.ntag424 import Ntag424

KEYS = TillKeys.generate()
OFF_SITE_KEY = bytes(reversed(range(32)))
UIDS = [f"04DE5F1EACC0{number:02X}" for number in range(5)]
NUMBERS = [make_long("1234", number) for number in range(5)]


def own_key(use: KeyUse, card: str) -> bytes:
    """As the centre makes it: of a master key that no till ever sees."""
    return hmac.digest(b"the merchant's master key", f"{use.value} {card}".encode(), hashlib.sha256)[:16]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    made = new_store(tmp_path / "till.db")
    yield made
    made.close()


@pytest.fixture
def secrets(store: LocalStore) -> Iterator[CardSecretStore]:
    kept = CardSecretStore(store.database, KEYS.card_seal)
    for use, cards in ((KeyUse.APPLET, NUMBERS), (KeyUse.DESFIRE, UIDS), (KeyUse.SUN_FILE, UIDS)):
        for card in cards:
            kept.put_card_key(use, card, CardKey(key_id=1, secret=own_key(use, card)))
    yield kept
    kept.close()


def test_a_key_taken_from_a_till_opens_the_card_it_belongs_to_and_no_other(secrets: CardSecretStore) -> None:
    stolen = {use: secrets.card_keys(use)[0][1].secret for use in (KeyUse.APPLET, KeyUse.DESFIRE)}
    for number in NUMBERS[:-1]:
        assert ask(AuthApplet(number, stolen[KeyUse.APPLET]), secrets) is Refusal.NOT_GENUINE
    for uid in UIDS[:-1]:
        forged = DesfireCard(uid=bytes.fromhex(uid), number=NUMBERS[0], key=stolen[KeyUse.DESFIRE])
        assert ask(forged, secrets) is Refusal.NOT_GENUINE


def test_a_till_refuses_to_hold_a_key_that_would_open_a_second_card(secrets: CardSecretStore) -> None:
    shared = CardKey(key_id=2, secret=b"the merchant's k")
    secrets.put_card_key(KeyUse.SUN_META, UIDS[0], shared)

    with pytest.raises(InvalidValue):
        secrets.put_card_key(KeyUse.SUN_META, UIDS[1], shared)


def test_a_card_that_only_the_centre_can_check_is_no_more_than_a_copy_here(secrets: CardSecretStore) -> None:
    found = ask(Ntag424(uid=bytes.fromhex(UIDS[0]), file_key=b"f" * 16, meta_key=b"m" * 16), secrets)

    assert isinstance(found, CardIdentity)
    assert found.trust is Trust.COPYABLE
    assert found.evidence


@pytest.mark.usefixtures("secrets")
def test_neither_the_open_store_nor_the_merchants_backup_shows_a_key(
    store: LocalStore, tmp_path: Path
) -> None:
    clock = FakeClock()
    backup = make_backup(store.database.path, KEY, tmp_path / "b", now=clock.now(), backup_key=OFF_SITE_KEY)

    for path, key in ((store.database.path, KEY), (backup.path, OFF_SITE_KEY)):
        cells = cells_of(path, key)
        assert UIDS[0] in cells
        for use, cards in ((KeyUse.APPLET, NUMBERS), (KeyUse.DESFIRE, UIDS), (KeyUse.SUN_FILE, UIDS)):
            assert not any(own_key(use, card).decode("latin-1") in cells for card in cards)


def cells_of(path: Path, key: bytes) -> str:
    connection = connect(path, key)
    rows = [row for table in metadata.tables for row in connection.execute(f"SELECT * FROM {table}")]
    connection.close()
    cells = (cell for row in rows for cell in row)
    return "\n".join(cell.decode("latin-1") if isinstance(cell, bytes) else str(cell) for cell in cells)


def test_no_log_and_no_traceback_carries_a_key_or_a_card(
    secrets: CardSecretStore, store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    elsewhere = CardSecretStore(store.database, TillKeys.generate().card_seal)
    assert elsewhere.card_key(KeyUse.DESFIRE, UIDS[0]) is None
    elsewhere.close()
    key = secrets.card_key(KeyUse.DESFIRE, UIDS[0])
    assert key is not None

    assert UIDS[0] not in caplog.text
    assert repr(key.secret)[2:-1] not in repr(key)
    assert key.secret.hex() not in repr(key)
