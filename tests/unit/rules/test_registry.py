"""The registry lists every kind there is, and each kind has its proof."""

from pathlib import Path

import pytest

from fidpos.rules import conditions, effects
from fidpos.rules.registry import CONDITIONS, EFFECTS

TESTS = Path(__file__).parent


def modules(package: str) -> set[str]:
    return {file.stem for file in Path(package).glob("*.py")} - {"__init__"}


def named(kinds: object) -> set[str]:
    assert isinstance(kinds, dict)
    return {kind.__module__.rpartition(".")[2] for kind in kinds.values()}


@pytest.mark.parametrize(
    ("package", "kinds"), [(conditions.__path__[0], CONDITIONS), (effects.__path__[0], EFFECTS)]
)
def test_every_file_is_listed(package: str, kinds: object) -> None:
    assert modules(package) == named(kinds)


@pytest.mark.parametrize(("folder", "kinds"), [("conditions", CONDITIONS), ("effects", EFFECTS)])
def test_every_kind_has_its_test_file(folder: str, kinds: object) -> None:
    assert {file.stem.removeprefix("test_") for file in (TESTS / folder).glob("test_*.py")} == named(kinds)


def test_no_condition_and_effect_share_a_code() -> None:
    assert not CONDITIONS.keys() & EFFECTS.keys()
