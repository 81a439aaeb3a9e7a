"""F1 in a task: every step of every task has sentences of its own place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fidpos.till
from fidpos.paths import resources_dir
from fidpos.texts.texts import Texts

SOURCE = Path(fidpos.till.__path__[0])


def steps() -> Iterator[tuple[str, str]]:
    """Where each step is made, and the key of its help; empty where it has none."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "TaskView":
                place = f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}"
                yield place, next((key_of(each.value) for each in node.keywords if each.arg == "help"), "")


def key_of(node: ast.expr) -> str:
    """Written out, or the constant HELP of the task's words."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return "HELP" if isinstance(node, ast.Name) and node.id == "HELP" else ""


def shared() -> set[str]:
    """What the constants HELP stand for."""
    return {
        node.value.value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        if any(isinstance(target, ast.Name) and target.id == "HELP" for target in node.targets)
        if isinstance(node.value.value, str)
    }


def test_every_step_of_every_task_has_help() -> None:
    assert [place for place, key in steps() if not key] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_help_names_is_said_in_both_languages(language: str) -> None:
    texts = Texts.load(resources_dir() / "translations", language)
    keys = {key for _, key in steps()} - {"HELP"} | shared()

    assert len(shared()) > 1
    assert sorted(key for key in keys if not texts.has(key)) == []
