"""Abuse: somebody takes a backup with them, of the centre or of a till, or a letter between the two."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.domain.errors import BackupError
from fidpos.localdb.backup import make_backup as back_up_till
from fidpos.localdb.backup import verify_backup
from fidpos.server.operations.backup import Backup, make_backup
from fidpos.server.operations.backup_file import SealedBackup
from fidpos.server.operations.errors import CentreBackupError
from fidpos.sync.letters import Writer, write_letter
from fidpos.sync.outgoing import Outgoing
from fidpos.vault.boxes import box_public_key, new_box_key
from fidpos.wire.sync.letter import LETTER, LetterRefused, Received, open_head
from fidpos.wire.sync.pairing_code import PublicKeys
from tests.helpers.centre_events import SOMEBODY
from tests.helpers.centre_office import IDENTITY, MASTER_KEY, InPostgres, postgres_office
from tests.helpers.counter import BERENICE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_centre import live
from tests.helpers.off_site import OffSite
from tests.helpers.real_store import KEY, new_store
from tests.helpers.store_events import Events
from tests.helpers.sync_pair import TILL, Pair
from tests.simulation.shop import MERCHANT

CANARY = "Quetzalcoatl"
OFF_SITE = new_box_key()
IN_CLEAR = (b"PGDMP", b"SQLite format 3", b"visit_closed", b"member_enrolled", CANARY.encode())


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backup]:
    """Of a centre at which something of everything has happened."""
    off_site = OffSite(folder=tmp_path_factory.mktemp("off_site"), private_key=OFF_SITE)
    with postgres_office(FakeClock()) as office:
        assert isinstance(office.kept, InPostgres)
        live(office)
        yield make_backup(office.kept.made.backup, off_site.place(), FakeClock())


def test_a_centres_backup_says_nothing_of_anybody(backup: Backup) -> None:
    content = backup.path.read_bytes()

    assert SOMEBODY.phone
    assert not any(clear in content for clear in (*IN_CLEAR, b"Martin", SOMEBODY.phone.encode()))
    assert backup.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "key", [MASTER_KEY, IDENTITY, box_public_key(OFF_SITE)], ids=["master", "identity", "public"]
)
def test_no_key_that_lies_beside_the_centre_opens_its_backup(backup: Backup, key: bytes) -> None:
    with backup.path.open("rb") as file, pytest.raises(CentreBackupError):
        list(SealedBackup(file, backup.path).dump(key))


def test_the_key_from_the_safe_does(backup: Backup) -> None:
    with backup.path.open("rb") as file:
        assert b"PGDMP" in b"".join(SealedBackup(file, backup.path).dump(OFF_SITE))


def test_a_tills_backup_opens_with_the_key_of_its_key_store_alone_and_says_nothing(tmp_path: Path) -> None:
    path, clock = tmp_path / "store.db", FakeClock()
    named = replace(
        BERENICE,
        member=replace(BERENICE.member, profile=replace(BERENICE.member.profile, family_name=CANARY)),
    )
    store = new_store(path, clock, named)
    store.commit(Events(clock).closed(named.member))
    store.close()
    backup = back_up_till(path, KEY, tmp_path / "backups", now=clock.now())

    assert not any(clear in backup.path.read_bytes() for clear in IN_CLEAR)
    assert verify_backup(backup.path, KEY).holds
    with pytest.raises(BackupError):
        verify_backup(backup.path, bytes(reversed(KEY)))


def test_a_letter_that_is_found_is_for_the_centre_alone() -> None:
    pair, file, box = Pair(), io.BytesIO(), new_box_key()
    pair.counter.buy(pair.till)
    keys = PublicKeys(identity=bytes(32), box=box_public_key(box))
    writer = Writer(merchant_id=MERCHANT, till_id=TILL, private_key=bytes(range(32)), keys=keys)
    write_letter(pair.till, writer, Outgoing(seal_box=lambda _, key: key, with_hashes=True), pair.clock, file)
    letter = file.getvalue()

    assert not any(clear in letter for clear in (*IN_CLEAR, str(MERCHANT).encode()))
    for key in (writer.private_key, keys.box, new_box_key()):
        with pytest.raises(LetterRefused):
            open_head(Received(io.BytesIO(letter), LETTER).envelope, key)
    assert open_head(Received(io.BytesIO(letter), LETTER).envelope, box).till_id == TILL
