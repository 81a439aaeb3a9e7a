"""Approvals of plug-ins in the real store: exactly these files, by whom and when, and withdrawn for good."""

from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.domain.plug_in import Approval
from fidpos.localdb.plug_ins import PlugInApprovals
from fidpos.localdb.store import LocalStore
from tests.helpers.counter import PAUL, TAREK

ACME = Approval(distribution="acme-reader", version="1.2", fingerprint="ab" * 32)


@pytest.fixture
def approvals(store: LocalStore) -> PlugInApprovals:
    return PlugInApprovals(store.database, store.origin)


def test_nothing_is_approved_at_first(approvals: PlugInApprovals) -> None:
    assert approvals.plugin_approvals() == frozenset()


def test_what_a_technician_allowed_is_allowed_after_a_restart(
    approvals: PlugInApprovals, store: LocalStore, path: Path
) -> None:
    approvals.approve(ACME, by=TAREK.id)
    again = LocalStore.open(path, bytes(range(32)), store.origin._clock)

    assert PlugInApprovals(again.database, again.origin).plugin_approvals() == {ACME}
    again.close()


@pytest.mark.parametrize("change", [{"version": "1.3"}, {"fingerprint": "cd" * 32}, {"distribution": "acme"}])
def test_another_version_or_other_files_are_another_matter(
    approvals: PlugInApprovals, change: dict[str, str]
) -> None:
    approvals.approve(ACME, by=TAREK.id)

    assert replace(ACME, **change) not in approvals.plugin_approvals()


def test_what_was_withdrawn_is_no_longer_allowed_and_may_be_again(approvals: PlugInApprovals) -> None:
    other = replace(ACME, version="1.3")
    approvals.approve(ACME, by=TAREK.id)
    approvals.approve(other, by=TAREK.id)
    approvals.withdraw(ACME, by=PAUL.id)
    assert approvals.plugin_approvals() == {other}

    approvals.approve(ACME, by=TAREK.id)
    assert approvals.plugin_approvals() == {ACME, other}


def test_the_row_says_who_had_the_last_word(approvals: PlugInApprovals, store: LocalStore) -> None:
    approvals.approve(ACME, by=TAREK.id)
    approvals.withdraw(ACME, by=PAUL.id)

    reader = store.database.reader()
    assert reader.all("SELECT staff_id, approved FROM plug_in_approvals") == [(PAUL.id.bytes, 0)]
    reader.close()
