"""Processes that share a simulation: what one of them meets ends it for all, and none is left behind."""

import os
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest

from fidpos.bootstrap.simulation_processes import ProcessEnded, Share, sums_of_shares
from fidpos.bootstrap.visit_source import OpenVisits
from fidpos.domain.errors import StoreMissing
from fidpos.localdb.visit_stream import open_visit_stream
from fidpos.rules.replay.simulation import ALWAYS
from fidpos.rules.replay.stored import Part
from tests.helpers.counter import programme
from tests.helpers.real_store import KEY


def shared(open_visits: OpenVisits) -> None:
    made = programme()
    part = Part(0, 1)
    share = Share(open_visits=open_visits, draft=made, current=made, period=ALWAYS, part=part)
    sums_of_shares([share], lambda _visits: None)


def test_what_a_process_meets_is_told_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing) as met:
        shared(partial(open_visit_stream, tmp_path / "till.db", KEY))

    assert met.value.params["path"] == str(tmp_path / "till.db")
    assert active_children() == []


def test_a_process_that_is_ended_ends_the_simulation() -> None:
    with pytest.raises(ProcessEnded):
        shared(partial(os._exit, 9))

    assert active_children() == []
