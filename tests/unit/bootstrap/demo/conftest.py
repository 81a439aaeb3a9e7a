"""The demonstration's programme and its earnings, compiled once."""

import pytest

from fidpos.bootstrap.demo import shop
from fidpos.bootstrap.demo.earning import Earning
from fidpos.rules.engine import CompiledProgramme, compile_programme
from fidpos.rules.programme import Programme


@pytest.fixture(scope="session")
def programme() -> Programme:
    return shop.programme()


@pytest.fixture(scope="session")
def compiled(programme: Programme) -> CompiledProgramme:
    return compile_programme(programme)


@pytest.fixture(scope="session")
def earning(compiled: CompiledProgramme) -> Earning:
    return Earning(compiled)
