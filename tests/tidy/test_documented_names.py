"""What the documents name is there: paths, commands and options, variables, settings, words on screen."""

import re
import shlex
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from fidpos.cli import COMMANDS
from fidpos.paths import resources_dir
from fidpos.server.backoffice.areas import AREAS
from fidpos.settings.till_settings import TillSettings
from fidpos.texts.catalogue import catalogue_at, catalogue_path
from fidpos.texts.texts import Texts

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
FOLDERS = "src|tests|docs|resources|migrations|requirements|examples|tools|installer|benchmarks"
EVERY_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)

TO_BE_MADE = {
    "docs/adding-a-reader.md": {
        "src/fidpos_network_scanner",
        "src/fidpos_network_scanner/__init__.py",
        "src/fidpos_network_scanner/driver.py",
        "src/fidpos_network_scanner/manifest.toml",
        "tests/test_driver.py",
    },
    "docs/adding-a-rule.md": {
        "src/fidpos/rules/conditions/round_amount.py",
        "tests/unit/rules/conditions/test_round_amount.py",
    },
}
"""What a page has its reader make."""


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


@EVERY_DOCUMENT
def test_every_path_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(rf"(?<![\w/.-])(?:{FOLDERS})/[\w./-]*[\w/]", text_of(document)))

    missing = {path for path in named if not (ROOT / path).exists()}
    assert missing == TO_BE_MADE.get(document.relative_to(ROOT).as_posix(), set())


@EVERY_DOCUMENT
def test_every_variable_that_is_named_is_read_by_the_program(document: Path) -> None:
    sources = [*ROOT.glob("src/**/*.py"), *ROOT.glob("tests/helpers/*.py"), *ROOT.glob("tools/*.py")]
    program = "".join(text_of(source) for source in sources)

    assert [
        name for name in re.findall(r"\bFIDPOS_[A-Z_]+\b", text_of(document)) if name not in program
    ] == []


def command_lines() -> Iterator[tuple[str, str]]:
    """Each line of a document that shows or names a command, without prompt and remark."""
    for document in DOCUMENTS:
        text = re.sub(r"\\\n\s*", " ", text_of(document))
        shown = re.findall(r"^ {4}(?:\./dev )?(fidpos .+)$", text, re.MULTILINE)
        shown += re.findall(r"^\$ (?:[A-Z_]+=\S+ )?(fidpos .+)$", text, re.MULTILINE)
        named = re.findall(r"`(?:\./dev )?(fidpos [^`]+)`", text)
        yield from (
            (document.name, re.sub(r"\s+", " ", line.partition("  #")[0].partition("   ")[0]))
            for line in shown + named
        )


def parser_of(command: str) -> ArgumentParser:
    texts = Texts.load(resources_dir() / "translations", "en")
    parser = ArgumentParser(prog="fidpos")
    import_module(f"fidpos.cli.{command}").add_arguments(parser, texts)
    parser.add_argument("--language")
    return parser


def acts_of(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    groups = (action for action in parser._actions if isinstance(action, _SubParsersAction))
    return {name: act for group in groups for name, act in group.choices.items()}


def unknown_in(words: list[str]) -> str:
    """The first word of a command line that the program does not know; empty where it knows them all."""
    name, *rest = words
    if name == "--version":
        return ""
    if name not in COMMANDS:
        return name
    parser, options = parser_of(name), {"--help"}
    options |= set(parser._option_string_actions)
    for word in rest:
        if word.startswith("--"):
            if any(each not in options for each in word.split("|")):
                return word
        elif (acts := acts_of(parser)) and word == word.lower() and not re.search(r"[/.~…]", word):
            if any(each not in acts for each in word.split("|")):
                return word
            parser = acts[word.split("|")[0]]
            options |= set(parser._option_string_actions)
    return ""


def as_words(line: str) -> list[str]:
    """Its words; brackets around what may be left out are none."""
    plain = re.sub(r"[\[\]<>]", " ", line.replace(" | ", "|").replace("\\|", "|").replace("=", " ="))
    return shlex.split(plain)[1:]


def test_every_command_that_is_shown_is_one_with_its_acts_and_options() -> None:
    lines = sorted(set(command_lines()))

    faults = [(document, line, word) for document, line in lines if (word := unknown_in(as_words(line)))]
    assert faults == []
    assert len(lines) > 80


@pytest.mark.parametrize("page", ["manual", "technician", "operating", "linking-a-register"])
def test_every_setting_of_the_till_that_is_shown_can_be_set(page: str) -> None:
    shown = re.findall(r"`(\w+) = [^`]+`", text_of(ROOT / "docs" / f"{page}.md"))

    assert [name for name in shown if name not in TillSettings.__dataclass_fields__] == []


def on_screen(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace("'", "’")).casefold()


def test_the_french_words_in_the_manual_s_brackets_are_those_of_the_screen() -> None:
    catalogue = catalogue_at(catalogue_path(resources_dir() / "translations", "fr"))
    said = [on_screen(catalogue.sentence(key) or "") for key in catalogue.keys]
    whole = "\n".join(said)
    filled = [re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(each))) for each in said if "{" in each]
    manual = re.findall(r"\[([^\]]+)\](?!\()", text_of(ROOT / "docs" / "manual.md"))

    def is_said(words: str) -> bool:
        return words in whole or any(pattern.fullmatch(words) for pattern in filled)

    unsaid = [
        words
        for words in map(on_screen, manual)
        if not is_said(words) and not all(is_said(part) for part in words.split(", "))
    ]
    assert unsaid == []
    assert len(manual) > 60


def test_the_office_s_menu_stands_in_its_page_as_on_screen() -> None:
    page = text_of(ROOT / "docs" / "back-office.md")
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", page, re.MULTILINE))
    french, english = (Texts.load(resources_dir() / "translations", each) for each in ("fr", "en"))

    for area in AREAS:
        key = f"office.area.{area.name}"
        assert rows.get(english.say(key)) == french.say(key), area.name
