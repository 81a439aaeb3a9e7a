"""A small demonstration shop, made once, copied for each test."""

import shutil
from pathlib import Path

import pytest

from fidpos.bootstrap.demo.seed import seed
from fidpos.domain.clock import utc
from fidpos.paths import TillFolder
from tests.helpers.fake_clock import FakeClock


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("seeded") / "till"
    seed(TillFolder(root), FakeClock(utc(2026, 11, 20, 9)), members=20)
    return root


@pytest.fixture
def till(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TillFolder:
    monkeypatch.setenv("FIDPOS_LANGUAGE", "en")
    shutil.copytree(seeded, tmp_path / "till")
    return TillFolder(tmp_path / "till")
