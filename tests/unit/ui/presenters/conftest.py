"""Presenters speak French here, from the real catalogue."""

import pytest

from fidpos.texts.texts import Texts
from tests.helpers.sample_views import RESOURCES


@pytest.fixture(scope="session")
def french() -> Texts:
    return Texts.load(RESOURCES / "translations", "fr")
