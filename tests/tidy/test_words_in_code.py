"""No word that somebody reads on a screen or on paper stands in the code: all of them are in the catalogues.

Words are told by their look: two or more with a space between them, or a letter that English does not have.
What only programmers read is left out: docstrings, log lines, assertions, and what errors say of themselves.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "fidpos"
SHOWN = ("ui", "till", "printing", "bootstrap", "cli")
"""Packages whose texts people see."""
LEFT_OUT = (
    SOURCE / "bootstrap" / "demo",
    SOURCE / "cli" / "refused_words.py",
    SOURCE / "cli" / "speaking.py",
)
"""People and shops of the demonstration; what refusals say in the log and argparse at all, keys beside it."""

WORDS = re.compile(r"[^\W\d_]{2,}[,:;.!?]? +[^\W\d_]{2,}|[^\W\d_A-Za-z]")
ALLOWED = {
    "ui/presenters/keys.py": {"&é\"'(-è_çà"},
    "ui/theme.py": {"JetBrains Mono"},
    "till/first_run/language.py": {"Français"},
    "till/payment/shown.py": {"GC12 3456 789A BCDE FGHJ"},
    # What an event tells, for the journal of acts and the office to translate.
    "till/gift_card_care.py": {"term over"},
    "till/gift_card_desk/sale.py": {"not paid"},
    "cli/server_publish.py": {"set setting", "unset setting"},
    # SQL, what another program prints, and English that is given words elsewhere.
    "bootstrap/machine_checks.py": {r"^\s*(\S+) => not found$"},
    "bootstrap/member_office.py": {"SELECT"},
    "bootstrap/printer_folder.py": {"cannot write "},
    "bootstrap/story/codes.py": {"rule or reward"},
    "bootstrap/story/reading.py": {"fidpos story"},
    "cli/programme_evaluate.py": {"must lie between "},
}
"""By file, the texts that are no words of a screen, or how they begin."""


def test_every_word_that_people_read_is_in_the_catalogues() -> None:
    found = [f"{path}: {text}" for path, text in words_in_code() if not is_allowed(path, text)]

    assert found == []


def test_nothing_is_allowed_that_is_not_there() -> None:
    there = list(words_in_code())

    assert [
        (path, text)
        for path, texts in ALLOWED.items()
        for text in sorted(texts)
        if not any(path == place and said.strip().startswith(text.strip()) for place, said in there)
    ] == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('title.say("Hello there")', ["Hello there"]),
        ('title.setText(f"Il reste {count} points à prendre")', ["Il reste ", " points à prendre"]),
        ('label = "Clôture"', ["Clôture"]),
        ('"""A docstring of words."""', []),
        ('raise ValueError("no such thing")', []),
        ('log.warning("a backup is missing")', []),
        ('assert work, "the step says so"', []),
        ('Message(key="banner.no_card")', []),
    ],
)
def test_what_counts_as_words(code: str, found: list[str]) -> None:
    assert [node.value for node in shown(ast.parse(code)) if WORDS.search(str(node.value))] == found


def is_allowed(path: str, text: str) -> bool:
    return any(text.strip().startswith(known.strip()) for known in ALLOWED.get(path, ()))


def words_in_code() -> Iterator[tuple[str, str]]:
    for package in SHOWN:
        for path in sorted((SOURCE / package).rglob("*.py")):
            if not any(path.is_relative_to(left_out) for left_out in LEFT_OUT):
                place = path.relative_to(SOURCE).as_posix()
                for node in shown(ast.parse(path.read_text("utf-8"))):
                    if WORDS.search(str(node.value)):
                        yield place, str(node.value)


def shown(tree: ast.AST) -> Iterator[ast.Constant]:
    """String constants that are not for programmers alone."""
    for node in ast.iter_child_nodes(tree):
        if is_for_programmers(node):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node
        yield from shown(node)


def is_for_programmers(node: ast.AST) -> bool:
    """Docstrings, assertions, errors as they are raised, and lines of the log."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Assert() | ast.Raise():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="log" | "_log"))):
            return True
    return False
