"""The program with its screen: paired at its desk, it goes on as the centre's till."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import assemble
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from fidpos.till.centre_link import LinkNews, Paired
from fidpos.ui.app import show
from fidpos.ui.settings import UiSettings
from fidpos.wire.sync.pairing_code import typed
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.leaving import put_away
from tests.helpers.linked_till import new_network, used_alone
from tests.helpers.real_shop import bakery

LIMIT_MS = 60_000


@pytest.fixture
def baker(place: CentrePlace) -> Network:
    """A merchant who published what the till that was used alone has."""
    return new_network(place, bakery())


def test_the_program_goes_on_as_the_till_that_it_was_paired_to_be(
    centre: CentreProcess, baker: Network, tmp_path: Path, qtbot: QtBot
) -> None:
    used_alone(tmp_path / "till")
    told: list[LinkNews] = []
    program = assemble(
        TillFolder(tmp_path / "till"),
        TillSettings(readers={}),
        SystemClock(),
        ui_settings=UiSettings(sounds=False, fullscreen=False),
    )
    gateway = program.ui.gateway
    try:
        with qtbot.waitSignal(gateway.opened, timeout=LIMIT_MS) as alone:
            show(program.ui, fullscreen=False)
        assert program.backstage is not None
        running = program.backstage._running
        assert running is not None
        gateway.run(lambda: running.link.open(told.append))
        gateway.run(lambda: running.link.pair(centre.url, typed(baker.code()), "Till 1"))
        qtbot.waitUntil(lambda: any(isinstance(news, Paired) for news in told), timeout=LIMIT_MS)
        with qtbot.waitSignal(gateway.opened, timeout=LIMIT_MS) as paired:
            gateway.run(running.link.close)
    finally:
        put_away(program)

    assert alone.args is not None
    assert paired.args is not None
    assert (alone.args[0].till_name, paired.args[0].till_name) == ("Caisse 1", "Till 1")
