"""Abuse: a technician adds the simulated reader to a real shop, to present cards that do not exist."""

import sys
import time

import pytest

from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import FaultCode, ReaderState
from fidpos.readers.errors import DriverRefused
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.registry import DRIVERS_FOLDER, Registry, Selection
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import driver_context, recogniser

DECODER = CardDecoder(NumberLayout(merchant_code="1234"))
SIMULATED = Selection(name="simulated", driver="simulated", settings={})


def test_a_production_store_refuses_the_simulated_reader_before_it_is_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = "fidpos.readers.drivers.simulated.driver"
    monkeypatch.delitem(sys.modules, module, raising=False)
    context = driver_context(CollectingSink(), "simulated")
    (prepared,) = Registry(production=True).prepare([SIMULATED])

    with pytest.raises(DriverRefused) as caught:
        prepared.create(context)

    assert caught.value.fault.code is FaultCode.NOT_ALLOWED
    assert not caught.value.fault.retryable
    assert module not in sys.modules


def test_the_refusal_is_a_visible_row_and_no_driver_runs() -> None:
    sink = CollectingSink()
    manager = ReaderManager(
        Registry(production=True).prepare([SIMULATED]),
        decoder=DECODER,
        cards=recogniser(),
        monotonic_s=time.monotonic,
        on_read=sink.read,
        on_status=lambda rows: sink.status(rows[0]),
    )
    manager.start()
    sink.wait_for_state("", ReaderState.FAILED, FaultCode.NOT_ALLOWED)

    assert manager.driver("simulated") is None
    manager.close()


def test_the_list_of_drivers_says_so_too() -> None:
    entries = {entry.name: entry for entry in Registry(production=True).entries()}

    fault = entries["simulated"].fault
    assert fault is not None
    assert fault.code is FaultCode.NOT_ALLOWED


def test_the_manifest_is_what_forbids_it_and_cannot_be_overruled_by_settings() -> None:
    assert "production = false" in (DRIVERS_FOLDER / "simulated/manifest.toml").read_text()
    (prepared,) = Registry(production=True).prepare(
        [Selection(name="simulated", driver="simulated", settings={"production": True})]
    )
    context = driver_context(CollectingSink(), "simulated")

    with pytest.raises(DriverRefused):
        prepared.create(context)
