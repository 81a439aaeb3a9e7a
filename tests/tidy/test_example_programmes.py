"""The table of the example programmes says of each what it really shows."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.rules.registry import CONDITIONS, EFFECTS

PROGRAMMES = Path(__file__).parents[2] / "resources" / "programmes"
README = PROGRAMMES / "README.md"
ROW = re.compile(r"^\| \[(\w+)\]\((\w+)\.json\) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
ROWS = ROW.findall(README.read_text(encoding="utf-8"))


def test_each_programme_has_one_line_in_the_order_of_the_folder() -> None:
    listed = [(code, file) for code, file, *_ in ROWS]

    assert listed == [(path.stem, path.stem) for path in sorted(PROGRAMMES.glob("*.json"))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_line_names_the_conditions_and_effects_that_the_programme_uses(
    row: tuple[str, str, str, str, str],
) -> None:
    code, _, words, conditions, effects = row
    used = set(kinds(json.loads((PROGRAMMES / f"{code}.json").read_bytes())))

    assert words.strip()
    assert named(conditions) == sorted(used & CONDITIONS.keys())
    assert named(effects) == sorted(used & EFFECTS.keys())


def test_the_story_that_the_page_plays_exists() -> None:
    [told] = re.findall(r"play --programme (\S+) --story (\S+)", README.read_text(encoding="utf-8"))

    assert all((PROGRAMMES / name).is_file() for name in told)


def named(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def kinds(value: object) -> Iterator[str]:
    """The types of all conditions and effects of a programme."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        for each in value.values():
            yield from kinds(each)
    elif isinstance(value, list):
        for each in value:
            yield from kinds(each)
