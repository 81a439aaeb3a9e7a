"""A PC whose shop has a centre: the code is typed, and the till is the centre's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.first_run import is_first_run, open_assistant
from fidpos.bootstrap.store import open_store
from fidpos.paths import TillFolder
from fidpos.till.first_run.assistant import Assistant
from fidpos.till.task.acts import ChooseLine, GoOn
from fidpos.wire.sync.pairing_code import typed
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.first_run_pc import Pc, answer, shown
from tests.helpers.paired_in_folder import tills_of


@pytest.fixture
def pc(tmp_path: Path) -> Pc:
    return Pc(TillFolder(tmp_path / "till"))


@pytest.fixture
def assistant(pc: Pc) -> Iterator[Assistant]:
    opened = open_assistant(pc.folder, SystemClock(), pc, pc.seen)
    assert isinstance(opened.assistant, Assistant)
    answer(opened.assistant, GoOn(), ChooseLine(1))
    yield opened.assistant
    opened.close()


def test_a_code_that_is_typed_makes_the_pc_a_till_of_that_shop(
    pc: Pc, assistant: Assistant, network: Network
) -> None:
    code = typed(network.code())
    with CentreProcess(network.place) as centre:
        answer(assistant, (code,), (centre.url,), ("Caisse 2",))
        pc.work_until(lambda: shown(assistant).place != "pair.asking")

    answer(assistant, GoOn())

    opened = open_store(pc.folder, SystemClock())
    identity = opened.store.identity()
    opened.store.close()
    assert (identity.shop_name, identity.till_name) == ("Lyon", "Caisse 2")
    assert tills_of(network) == ["Caisse 2"]
    assert pc.has_started_anew
    assert not is_first_run(pc.folder)


def test_a_refused_code_leads_back_to_its_line_and_the_next_start_asks_again(
    pc: Pc, assistant: Assistant, network: Network
) -> None:
    code = network.code()
    spent = typed(code)[:-4] + ("AAAA" if not typed(code).endswith("AAAA") else "BBBB")

    answer(assistant, (spent,))

    refused = shown(assistant)
    assert refused.place == "pair.code"
    assert refused.problem is not None
    assert is_first_run(pc.folder)


def test_where_nobody_answers_the_address_is_asked_again(
    pc: Pc, assistant: Assistant, network: Network
) -> None:
    answer(assistant, (typed(network.code()),), ("http://127.0.0.1:9",), ("Caisse 2",))
    pc.work_until(lambda: shown(assistant).place != "pair.asking")

    assert shown(assistant).place == "pair.address"
    assert shown(assistant).problem is not None
    assert is_first_run(pc.folder)
