"""The published schemas and the examples stay true to the types that read programmes, facts and stories.

`FIDPOS_GOLDEN=rewrite` in the environment writes the schemas anew.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fidpos.bootstrap.story.reading import story_schema
from fidpos.rules.codec import programme_from_json, programme_to_json
from fidpos.rules.engine import compile_programme
from fidpos.rules.registry import CONDITIONS, EFFECTS
from fidpos.rules.schema import Schema, facts_schema, programme_schema

RESOURCES = Path(__file__).parents[2] / "resources"
SCHEMAS = RESOURCES / "schemas"
SCHEMA = SCHEMAS / "programme.schema.json"
MADE = {"programme": programme_schema, "facts": facts_schema, "story": story_schema}
EXAMPLES = sorted((RESOURCES / "programmes").glob("*.json"))


@pytest.mark.parametrize(("name", "make"), MADE.items(), ids=MADE)
def test_the_published_schema_is_the_one_that_the_types_make(name: str, make: Callable[[], Schema]) -> None:
    published = SCHEMAS / f"{name}.schema.json"
    made = json.dumps(make(), ensure_ascii=False, indent=2) + "\n"

    if os.environ.get("FIDPOS_GOLDEN") == "rewrite":
        published.write_text(made, encoding="utf-8")
    assert published.read_text(encoding="utf-8") == made


def test_the_schema_knows_every_condition_and_effect() -> None:
    definitions = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]

    assert {f"conditions.{code}" for code in CONDITIONS} <= set(definitions)
    assert {f"effects.{code}" for code in EFFECTS} <= set(definitions)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_read_compiled_and_written_back_the_same(example: Path) -> None:
    programme = programme_from_json(example.read_bytes())

    assert compile_programme(programme).programme == programme
    assert programme_from_json(programme_to_json(programme)) == programme
