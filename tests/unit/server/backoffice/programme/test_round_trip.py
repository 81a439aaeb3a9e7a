"""What the form shows is what the form says: any part of any programme comes back as it was."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from fidpos.domain.money import Currency
from fidpos.paths import resources_dir
from fidpos.rules.codec import programme_from_json, programme_to_json
from fidpos.rules.programme import Programme
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.programme.acts import ROOT
from fidpos.server.backoffice.programme.drawing import Drawing
from fidpos.server.backoffice.programme.reading import Reading
from fidpos.server.backoffice.programme.sections import ITEMISED, WHOLE, Section, section_at
from fidpos.server.backoffice.programme.spot import Scene
from fidpos.server.backoffice.programme.told import told_programme
from fidpos.server.backoffice.programme.tree import Node, items, record
from fidpos.server.backoffice.programme.widget import Look, Widget
from fidpos.texts.texts import Texts
from tests.unit.rules.strategies import programmes

TEXTS = {language: Texts.load(resources_dir() / "translations", language) for language in ("fr", "en")}
EXAMPLES = sorted((resources_dir() / "programmes").glob("*.json"))


def body_of(programme: Programme) -> Node:
    body: Node = msgspec.json.decode(programme_to_json(programme))
    return body


def scene_of(body: Node, language: str = "fr") -> Scene:
    """Shops and tills are known that the programme names."""
    named = {each: each for each in _ids(body)}
    currency = Currency.of(str(record(body)["currency"]))
    return Scene(body=body, texts=TEXTS[language], currency=currency, shops=named, tills=named)


def _ids(node: Node) -> Iterator[str]:
    for name, value in record(node).items():
        if name in {"shops", "tills"}:
            yield from map(str, items(value))
        else:
            yield from _ids(value)
    for each in items(node):
        yield from _ids(each)


def sections(body: Node) -> Iterator[Section]:
    paths = [*WHOLE]
    for part in ITEMISED:
        paths += [f"{part}.{index}" for index in range(len(items(record(body).get(part))))]
    for path in paths:
        section = section_at(path, body)
        assert section is not None
        yield section


def sent(widget: Widget) -> Iterator[tuple[str, str]]:
    """What a browser sends of a widget, as the templates draw it."""
    name = widget.name
    match widget.look:
        case Look.TICKS:
            yield from ((name, value) for value, _ in widget.choices if value in widget.values)
        case Look.TICK if not widget.value:
            pass
        case Look.RECORD | Look.KIND | Look.LIST:
            if widget.look is Look.KIND:
                yield f"{name}.type", widget.value
            elif widget.can_drop:
                yield f"{name}.is", "1"
            for place, part in enumerate((*widget.parts, *widget.more)):
                if widget.look is Look.LIST:
                    yield f"{name}.at", str(place)
                yield from sent(part)
        case Look.ABSENT:
            pass
        case _:
            yield name, widget.value


def read_back(section: Section, scene: Scene) -> tuple[Node, Form]:
    value = section.value(scene.body)
    drawn = Drawing().draw(section.shape, value, ROOT, section.spot(scene))
    fields: dict[str, list[str]] = {}
    for name, said in sent(drawn):
        fields.setdefault(name, []).append(said)
    form = Form(fields, scene.texts.language)
    return Reading(form=form).read(section.shape, ROOT, section.spot(scene)), form


def unordered(node: Node) -> Node:
    """Where a form ticks, the order means nothing."""
    if isinstance(node, dict):
        return {name: unordered(value) for name, value in node.items()}
    if isinstance(node, list):
        inner = [unordered(each) for each in node]
        return sorted(inner, key=str) if all(isinstance(each, str | int) for each in inner) else inner
    return node


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_part_of_an_example_comes_back_exactly(file: Path, language: str) -> None:
    body = body_of(programme_from_json(file.read_bytes()))
    scene = scene_of(body, language)
    for section in sections(body):
        value, form = read_back(section, scene)

        assert not form.problems
        assert value == section.value(body), section.path


@given(programme=programmes())
@settings(max_examples=25, deadline=None)
def test_every_part_of_any_programme_comes_back(programme: Programme) -> None:
    body = body_of(programme)
    scene = scene_of(body)
    for section in sections(body):
        value, form = read_back(section, scene)

        assert not form.problems
        assert unordered(value) == unordered(section.value(body)), section.path


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_is_told_in_words_that_all_exist(file: Path, language: str) -> None:
    told = told_programme(scene_of(body_of(programme_from_json(file.read_bytes())), language))

    assert "office.programme" not in str(told)


@given(programme=programmes())
@settings(max_examples=25, deadline=None)
def test_any_programme_is_told_in_words_that_all_exist(programme: Programme) -> None:
    told = told_programme(scene_of(body_of(programme)))

    assert "office.programme" not in str(told)
