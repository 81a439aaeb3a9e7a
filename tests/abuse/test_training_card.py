"""Abuse: a card made in training, with the number of a real member, is held out in the shop."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.shop import IDENTITY as DEMO
from fidpos.bootstrap.store import open_store
from fidpos.bootstrap.training import Lesson, code_beside, prepare
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from tests.helpers.counter import IDENTITY, INES, PlainPins
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_shop import bakery


@pytest.mark.parametrize("own", [IDENTITY.merchant_code, DEMO.merchant_code, "0000", "9999"])
def test_training_never_has_the_merchants_own_code(own: str, tmp_path: Path) -> None:
    folder = TillFolder(tmp_path / "training")
    lesson = Lesson(
        identity=replace(IDENTITY, merchant_code=own),
        programme=bakery(),
        staff=(INES,),
        pins=PlainPins(),
        settings=TillSettings(),
    )
    prepare(folder, lesson, FakeClock())

    with closing(open_store(folder, SystemClock()).store) as store:
        identity = store.identity()
    assert identity.merchant_code == code_beside(own) != own
    assert not identity.production
