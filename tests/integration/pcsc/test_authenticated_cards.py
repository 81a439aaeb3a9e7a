"""Chips that prove themselves, on the real pcscd: genuine, cloned, replayed, pulled away half way."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fidpos.domain.card import CardRead, RefusedRead, Trust
from fidpos.domain.card_key import CardKey, KeyUse
from fidpos.localdb.card_secrets import CardSecretStore
from fidpos.readers.drivers.pcsc.driver import create
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.own_number import make_long
from fidpos.readers.registry import DRIVERS_FOLDER
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import driver_context, recogniser
from tests.helpers.real_store import new_store
from tests.helpers.virtual_cards.asking import AUTHENTICATED
from tests.helpers.virtual_cards.programs import Hand, Program

pytestmark = [pytest.mark.pcscd, pytest.mark.usefixtures("pcscd")]

NUMBER = make_long("1234", 48)
UID = "04DE5F1EACC040"
KEY, META, CLONE = b"k" * 16, b"m" * 16, b"c" * 16

INTERNAL_AUTHENTICATE, ADDITIONAL_FRAME, READ_BINARY = "88", "AF", "B0"

Insert = Callable[..., Program]

APPLET = ("auth_applet", "--number", NUMBER, "--key")
DESFIRE = ("desfire", "--uid", UID, "--number", NUMBER, "--key")
TAG = ("ntag424", "--uid", UID, "--file-key")
HIDDEN_TAG = ("ntag424", "--uid", UID, "--random-uid", "--meta-key", META.hex(), "--file-key")
CHIPS = [APPLET, DESFIRE, TAG, HIDDEN_TAG]
NAMES = ["applet", "desfire", "ntag424", "ntag424 that hides its UID"]


@pytest.fixture
def secrets(tmp_path: Path) -> Iterator[CardSecretStore]:
    """Of a real store that was told the keys of one card of each kind, each use with a key of its own."""
    store = new_store(tmp_path / "till.db")
    kept = CardSecretStore(store.database, bytes(range(32)))
    kept.put_card_key(KeyUse.APPLET, NUMBER, CardKey(key_id=1, secret=KEY))
    kept.put_card_key(KeyUse.DESFIRE, UID, CardKey(key_id=1, secret=b"d" * 16))
    kept.put_card_key(KeyUse.SUN_FILE, UID, CardKey(key_id=1, secret=b"f" * 16))
    kept.put_card_key(KeyUse.SUN_META, UID, CardKey(key_id=1, secret=META))
    yield kept
    kept.close()
    store.close()


OWN_KEYS = {"auth_applet": KEY, "desfire": b"d" * 16, "ntag424": b"f" * 16}


@pytest.fixture(autouse=True)
def driver(sink: CollectingSink, secrets: CardSecretStore) -> Iterator[None]:
    manifest = read_manifest(DRIVERS_FOLDER / "pcsc/manifest.toml", Manifest)
    context = driver_context(sink, "pcsc", cards=recogniser(AUTHENTICATED, secrets))
    running = create(manifest.checked_settings({"match": "Virtual PCD"}), context)
    running.start()
    yield
    running.close()


@pytest.fixture
def insert(cards: Hand) -> Insert:
    def insert(chip: tuple[str, ...], key: bytes | None = None, *options: str) -> Program:
        own = OWN_KEYS[chip[0]] if key is None else key
        program = cards.run(*chip, own.hex(), *options)
        program.wait_for("inserted")
        return program

    return insert


def take_away(program: Program, sink: CollectingSink) -> None:
    sink.said.clear()
    program.end()
    sink.wait(lambda seen: "removed" in seen.said, "the removal")


@pytest.mark.parametrize("chip", CHIPS, ids=NAMES)
def test_a_genuine_chip_is_authenticated(chip: tuple[str, ...], insert: Insert, sink: CollectingSink) -> None:
    insert(chip)
    (read,) = sink.wait_for_reads(1)

    assert isinstance(read, CardRead)
    assert read.trust is Trust.AUTHENTICATED
    assert read.token.value in {NUMBER, UID}


@pytest.mark.parametrize("chip", CHIPS, ids=NAMES)
def test_a_clone_with_another_key_is_not_genuine(
    chip: tuple[str, ...], insert: Insert, sink: CollectingSink
) -> None:
    insert(chip, CLONE)
    (read,) = sink.wait_for_reads(1)

    assert isinstance(read, RefusedRead)
    assert read.reason.value == "not_genuine"


@pytest.mark.parametrize("chip", [TAG, HIDDEN_TAG], ids=NAMES[2:])
def test_a_counter_that_the_till_has_seen_is_worth_no_more_than_a_copy(
    chip: tuple[str, ...], insert: Insert, sink: CollectingSink
) -> None:
    genuine = insert(chip, None, "--counter", "60")
    sink.wait_for_reads(1)
    take_away(genuine, sink)
    insert(chip, None, "--counter", "60")
    sink.wait_for_reads(2)

    assert [read.trust for read in sink.reads if isinstance(read, CardRead)] == [
        Trust.AUTHENTICATED,
        Trust.COPYABLE,
    ]


@pytest.mark.parametrize(
    ("chip", "instruction"),
    [(APPLET, INTERNAL_AUTHENTICATE), (DESFIRE, ADDITIONAL_FRAME), (TAG, READ_BINARY)],
    ids=NAMES[:3],
)
def test_a_chip_pulled_away_while_it_proves_itself_is_a_bad_read_and_then_authenticated(
    chip: tuple[str, ...], instruction: str, insert: Insert, sink: CollectingSink
) -> None:
    insert(chip, None, "--leave-at", instruction).wait_for("pulled")
    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)
    assert read.reason.value == "bad_read"

    insert(chip)
    again = sink.wait_for_reads(2)[1]
    assert isinstance(again, CardRead)
    assert again.trust is Trust.AUTHENTICATED


def test_a_number_falsified_on_its_way_is_not_genuine(insert: Insert, sink: CollectingSink) -> None:
    insert(DESFIRE, None, "--lies")
    (read,) = sink.wait_for_reads(1)

    assert isinstance(read, RefusedRead)
    assert read.reason.value == "not_genuine"


def test_two_chips_prove_themselves_side_by_side(insert: Insert, sink: CollectingSink) -> None:
    insert(APPLET)
    insert(DESFIRE, None, "--port", "35964")
    reads = sink.wait_for_reads(2)

    assert {read.form: read.trust for read in reads if isinstance(read, CardRead)} == {
        "iso7816/fidpos": Trust.AUTHENTICATED,
        "nfc-a/desfire": Trust.AUTHENTICATED,
    }
