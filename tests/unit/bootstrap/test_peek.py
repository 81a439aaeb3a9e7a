from pathlib import Path

import pytest

from fidpos.bootstrap.instance import holding
from fidpos.bootstrap.peek import peek
from fidpos.bootstrap.store import make_store, open_store
from fidpos.domain.ids import StaffId, uuid7
from fidpos.domain.plug_in import Approval
from fidpos.localdb.plug_ins import PlugInApprovals
from fidpos.paths import TillFolder
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_clock import FakeClock

APPROVAL = Approval(distribution="acme-reader", version="1.2", fingerprint="0" * 64)


@pytest.fixture
def folder(tmp_path: Path) -> TillFolder:
    folder = TillFolder(tmp_path / "till")
    make_store(folder, IDENTITY, FakeClock(), use_system_keys=False)
    return folder


def test_whose_cards_and_which_plug_ins_is_read_beside_a_running_till(folder: TillFolder) -> None:
    clock = FakeClock()
    with holding(folder):
        store = open_store(folder, clock).store
        approvals = PlugInApprovals(store.database, store.origin)
        approvals.approve(APPROVAL, by=StaffId(uuid7(clock.now())))

        peeked = peek(folder, clock)
        store.close()

    assert peeked is not None
    assert (peeked.merchant_code, peeked.is_production) == (IDENTITY.merchant_code, IDENTITY.production)
    assert peeked.approvals == frozenset({APPROVAL})


def test_where_there_is_no_till_nothing_is_known_and_nothing_is_made(tmp_path: Path) -> None:
    assert peek(TillFolder(tmp_path / "nowhere"), FakeClock()) is None
    assert not (tmp_path / "nowhere").exists()


def test_a_store_that_cannot_be_opened_says_nothing(folder: TillFolder) -> None:
    folder.store.write_bytes(b"x" * 8192)

    assert peek(folder, FakeClock()) is None
