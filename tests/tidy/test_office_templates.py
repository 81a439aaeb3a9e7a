"""The office's templates say everything by key, in both languages, and run nothing of their own."""

import hashlib
import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from fidpos.paths import resources_dir
from fidpos.server.backoffice.areas import AREAS, MENU
from fidpos.server.backoffice.rendering import static_dir
from fidpos.texts.texts import Texts

TEMPLATES = resources_dir() / "web" / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
LANGUAGES = ("fr", "en")
WORD = re.compile(r"[^\W\d_]{2,}")
TAG = re.compile(r"<[^>]*>|&[a-z]+;|[a-z-]+=\"[^\"<>]*\"?", re.DOTALL)
"""Also an attribute that a macro writes by itself."""
SHOWN = re.compile(r'(?:aria-label|placeholder|title|alt)="([^"]*)"')
OF_OUR_NAME = {"fidpos"}
RUNS = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=|javascript:|https?://", re.IGNORECASE)


@cache
def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def texts(language: str) -> Texts:
    return Texts.load(resources_dir() / "translations", language)


@cache
def tree(name: str) -> nodes.Template:
    return Environment(autoescape=True).parse(source(name))


def literal_keys(name: str) -> list[str]:
    """Keys that stand as they are in `say(…)`; of two in a condition, both."""
    found: list[str] = []
    for call in tree(name).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say" and call.args:
            first = call.args[0]
            parts = [first.expr1, first.expr2] if isinstance(first, nodes.CondExpr) else [first]
            found += [each.value for each in parts if isinstance(each, nodes.Const)]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_of_a_template_is_there_in_both_languages(name: str) -> None:
    silent = [(lang, key) for lang in LANGUAGES for key in literal_keys(name) if not texts(lang).has(key)]

    assert silent == []


@pytest.mark.parametrize("name", NAMES)
def test_no_word_stands_in_a_template(name: str) -> None:
    written = "".join(each.data for each in tree(name).find_all(nodes.TemplateData))
    seen = [TAG.sub(" ", written), *SHOWN.findall(written)]

    assert [word for text in seen for word in WORD.findall(text) if word not in OF_OUR_NAME] == []


@pytest.mark.parametrize("name", NAMES)
def test_one_sign_stands_for_what_is_empty(name: str) -> None:
    assert "\N{EM DASH}" not in source(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_runs_nothing_of_its_own_and_names_no_other_host(name: str) -> None:
    assert RUNS.findall(source(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_form_that_is_sent_carries_the_secret(name: str) -> None:
    forms = re.findall(r'<form[^>]*method="post"[^>]*>(.*?)</form>', source(name), re.DOTALL)
    before_sign_in = name.startswith("sign_in/")

    assert [form for form in forms if "{{ csrf }}" not in form and not before_sign_in] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_hard_to_undo_asks_with_scripts_and_without(name: str) -> None:
    """A button of an editor is not: what it drops is gone only when the whole is saved."""
    buttons = re.findall(r'<button[^>]*class="danger"[^>]*>', source(name))
    forms = re.findall(r"<form(?:[^>{]|{{.*?}}|{%.*?%})*>.*?</form>", source(name), re.DOTALL)

    assert [each for each in buttons if 'name="do"' not in each] == []
    assert [each for each in forms if ("asks(" in each) != ("danger(" in each)] == []


def test_every_area_has_its_words_and_its_outline() -> None:
    for area in AREAS:
        keys = [f"office.area.{area.name}"]
        if area.in_menu and area.name != "home":
            keys.append(f"office.area.{area.name}.lead")

        assert [key for lang in LANGUAGES for key in keys if not texts(lang).has(key)] == []
        assert (resources_dir() / "icons" / "lucide" / f"{area.icon}.svg").is_file()


def test_every_group_of_the_menu_has_its_word() -> None:
    keys = [f"office.group.{group.name}" for group in MENU if group.name != "start"]

    assert [key for lang in LANGUAGES for key in keys if not texts(lang).has(key)] == []


def test_what_is_vendored_is_what_it_was() -> None:
    folder: Path = static_dir() / "vendor"
    lines = [line.split() for line in (folder / "SHA256SUMS").read_text().splitlines()]
    sums = {name: digest for digest, name in lines}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix == ".js"
    }

    assert {name: sums[name] for name in found} == found
