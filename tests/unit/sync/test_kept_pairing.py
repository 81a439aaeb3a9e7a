"""What a till keeps of its pairing: whole, sealed, and for this till alone."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.sync.kept_pairing import Begun, Kept, Pairing, PairingFile, PairingUnreadable
from fidpos.vault.errors import KeyFileExposed
from fidpos.wire.sync.pairing import Published, Welcome
from fidpos.wire.sync.pairing_code import PublicKeys, new_code

KEY = bytes(range(32))
KEYS = PublicKeys(identity=b"i" * 32, box=b"b" * 32)
OTHERS = PublicKeys(identity=bytes(32), box=bytes(32))
WELCOME = Welcome(
    merchant_id=MerchantId(UUID(int=1)),
    merchant_name="Maison Test",
    merchant_code="4711",
    card_name="Carte Test",
    currency="EUR",
    shop_id=ShopId(UUID(int=2)),
    shop_name="Lyon",
    zone="Europe/Paris",
    day_starts_minute=240,
    till_id=TillId(UUID(int=3)),
    till_name="Caisse 1",
    public_key=b"p" * 32,
    keys=KEYS,
    tls_pin=b"t" * 32,
    pin_pepper=b"s" * 32,
    server_time=datetime(2026, 11, 20, tzinfo=UTC),
    programmes=tuple(Published(version, b"f" * 32) for version in range(1, 9)),
)
PAIRING = Pairing(address="https://centre.example", number=7, private_key=b"k" * 32, welcome=WELCOME)
KEPT = Kept(pairing=PAIRING, begun=Begun(code=b"c" * 32, private_key=b"n" * 32), former=PAIRING)


def test_everything_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    file = PairingFile(tmp_path / "pairing", KEY)
    file.write(KEPT)

    assert file.read() == KEPT


def test_a_till_that_was_never_paired_has_nothing(tmp_path: Path) -> None:
    assert PairingFile(tmp_path / "pairing", KEY).read() == Kept()


def test_a_later_word_stands_in_the_place_of_the_one_before(tmp_path: Path) -> None:
    file = PairingFile(tmp_path / "pairing", KEY)
    file.write(KEPT)
    file.write(Kept(pairing=PAIRING))

    assert file.read() == Kept(pairing=PAIRING)
    assert [path.name for path in tmp_path.iterdir()] == ["pairing"]


def test_under_the_key_of_another_till_nothing_is_read(tmp_path: Path) -> None:
    PairingFile(tmp_path / "pairing", KEY).write(KEPT)

    with pytest.raises(PairingUnreadable):
        PairingFile(tmp_path / "pairing", bytes(32)).read()


def test_a_changed_file_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "pairing"
    PairingFile(path, KEY).write(KEPT)
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)

    with pytest.raises(PairingUnreadable):
        PairingFile(path, KEY).read()


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairing"
    PairingFile(path, KEY).write(KEPT)
    path.chmod(0o644)

    with pytest.raises(KeyFileExposed):
        PairingFile(path, KEY).read()


def test_no_key_is_said_aloud() -> None:
    assert "kkk" not in repr(KEPT)
    assert "nnn" not in repr(KEPT)


@pytest.mark.parametrize(("number", "keys", "is_ours"), [(7, KEYS, True), (8, KEYS, False), (7, None, False)])
def test_a_code_is_ours_by_merchant_and_by_centre(
    number: int, keys: PublicKeys | None, is_ours: bool
) -> None:
    code = new_code(number, keys or PublicKeys(identity=bytes(32), box=bytes(32)), "")

    assert PAIRING.is_with(code) is is_ours
