"""A merchant who builds a programme in the editor: clicks and types by what things are called.

They are shown the programme as JSON says it, and know where each thing goes by its label in French. A new
condition needs no line here: the clicker walks the same shapes as the form, and looks for the labels.
"""

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, Page

from fidpos.domain.money import Currency
from fidpos.paths import resources_dir
from fidpos.rules.programme import Programme, Rule
from fidpos.rules.shape import (
    TAG,
    Many,
    Maybe,
    OneValue,
    Record,
    Shape,
    Tagged,
    Whole,
    YesNo,
    fields_of,
)
from fidpos.server.backoffice.programme.numbers import suffix, typed
from fidpos.server.backoffice.programme.spot import Scene, Spot, in_words, kind_name, title_of
from fidpos.server.backoffice.programme.tree import Node, items, record
from fidpos.texts.texts import Texts

FRENCH = Texts.load(resources_dir() / "translations", "fr")
_PARTS = (
    *("control_ppm", "counters", "tier_basis", "tiers", "groups", "rewards", "rules", "policies"),
    "safeguards",
)
"""What others name comes first."""
LAST = "forbids"
"""Names other rules, and is filled in once they are there."""


class Clicker:
    """Builds one programme in a draft whose page is open.

    Args:
        page: shows the draft.
        home: the draft's address.
        body: the programme to build, as JSON values.
    """

    def __init__(self, page: Page, home: str, body: Mapping[str, Node]) -> None:
        self._page = page
        self._home = home
        self._scene = Scene(body=body, texts=FRENCH, currency=Currency.of(str(body["currency"])))
        self._body = body

    def build(self) -> None:
        """All of it."""
        shapes = {each.name: each.shape for each in fields_of(Programme)}
        self._edit("name", {"name": self._body["name"]}, shapes["name"])
        for part in _PARTS:
            told, shape = self._body.get(part), shapes[part]
            if told is None:
                continue
            if part not in ("counters", "rules", "rewards"):
                self._edit(part, {part: told}, shape)
                continue
            assert isinstance(shape, Many)
            for each in items(told):
                self._add_item(part, shape.inner, each)
        self._rule_out()

    def _add_item(self, part: str, shape: Shape, told: Node) -> None:
        self._home_page()
        self._follow(self._page.get_by_role("link", name=_say(f"add.{part}"), exact=True))
        first = {name: value for name, value in record(told).items() if name != LAST}
        self._fill(shape, first, self._root(), self._spot(part))
        self._keep()

    def _rule_out(self) -> None:
        """Rules that rule out others, once all of them are there."""
        for rule in map(record, items(self._body.get("rules"))):
            if LAST in rule:
                self._home_page()
                name = f"{_say('change')} {title_of(rule, 'fr')}"
                self._follow(self._page.get_by_role("link", name=name, exact=True))
                self._fill(Record(Rule), {LAST: rule[LAST]}, self._root(), self._spot("rules"))
                self._keep()

    def _edit(self, part: str, told: Mapping[str, Node], shape: Shape) -> None:
        self._home_page()
        section = self._page.get_by_role("region", name=_say(f"part.{part}"), exact=True)
        self._follow(section.get_by_role("link", name=_say("change")).first)
        if isinstance(shape, Record):
            self._fill(shape, told[part], self._root(), self._spot(part))
        else:
            holder = self._page.locator("#part")
            self._fill_field(shape, told[part], holder, self._spot(part))
        self._keep()

    def _home_page(self) -> None:
        if self._page.url != self._home:
            self._page.goto(self._home)

    def _follow(self, away: Locator) -> None:
        """Clicks, and waits for all of the page that comes: a click alone returns with its first lines."""
        with self._page.expect_event("domcontentloaded"):
            away.click()

    def _keep(self) -> None:
        self._page.get_by_role("button", name=_say("keep"), exact=True).last.click()
        self._page.wait_for_url(self._home)

    def _root(self) -> Locator:
        return self._page.locator("#part > fieldset")

    def _spot(self, part: str) -> Spot:
        return Spot(scene=self._scene, owner=in_words(Programme), field=part, beside=self._body)

    def _fill(self, shape: Shape, told: Node, box: Locator, spot: Spot) -> None:
        """What stands in a box with a heading: a record, a condition or an effect."""
        said = record(told)
        if isinstance(shape, Tagged):
            code = str(said[TAG])
            kind, owner = shape.kinds[code], code
        else:
            assert isinstance(shape, Record)
            kind, owner = shape.kind, in_words(shape.kind)
        for each in fields_of(kind):
            if each.name not in said:
                continue
            inner = Spot(scene=self._scene, owner=owner, field=each.name, beside=said, within=spot)
            self._fill_field(each.shape, said[each.name], box, inner)

    def _fill_field(self, shape: Shape, told: Node, box: Locator, spot: Spot) -> None:
        inner = shape.inner if isinstance(shape, Maybe) else shape
        if isinstance(inner, Tagged) or (inner is not shape and isinstance(inner, Record)):
            self._add(inner, told, _box(box, spot.label), spot)
        match inner:
            case Record():
                self._fill(inner, told, self._opened(_box(box, spot.label)), spot)
            case Tagged():
                name = kind_name(FRENCH, inner.name, str(record(told)[TAG]))
                self._fill(inner, told, _box(box, name), spot)
            case Many(each):
                self._fill_many(each, items(told), box, spot)
            case YesNo() if spot.yes_or_no() is None:
                self._field(box, spot).set_checked(bool(told))
            case _:
                self._fill_leaf(inner, told, self._field(box, spot), spot)

    def _fill_leaf(self, shape: Shape, told: Node, field: Locator, spot: Spot) -> None:
        choices = spot.choices()
        match shape:
            case YesNo():
                field.select_option(str(told).lower())
            case OneValue(kind):
                field.select_option(label=spot.words(kind, told))
            case Whole() if isinstance(told, int):
                field.fill(self._typed(told, spot))
            case _ if choices is not None:
                field.select_option(label=dict(choices)[str(told)])
            case _:
                field.fill(str(told))

    def _fill_many(self, inner: Shape, told: Sequence[Node], box: Locator, spot: Spot) -> None:
        choices = spot.choices()
        if isinstance(inner, OneValue):
            words = [spot.words(inner.kind, each) for each in told]
            self._tick(self._opened(_box(box, spot.label)), words)
        elif choices is not None and not isinstance(inner, Record | Tagged):
            self._tick(self._opened(_box(box, spot.label)), [dict(choices)[str(each)] for each in told])
        elif isinstance(inner, Record | Tagged):
            for place, each in enumerate(told):
                listed = self._opened(_box(box, spot.label))
                self._add(inner, each, listed, spot)
                item = listed.locator(":scope > .parts > fieldset").nth(place)
                self._fill(inner, each, item, spot)
        elif isinstance(inner, Whole):
            lines = [
                typed(each, spot.unit, self._scene.currency, "fr") for each in told if isinstance(each, int)
            ]
            self._field(box, spot).fill("\n".join(lines))
        else:
            self._field(box, spot).fill("\n".join(map(str, told)))

    def _typed(self, number: int, spot: Spot) -> str:
        return typed(number, spot.unit, self._scene.currency, "fr")

    def _tick(self, box: Locator, words: Sequence[str]) -> None:
        offered = box.locator(":scope > .choices > label")
        said = [each.strip() for each in offered.all_inner_texts()]
        assert set(words) <= set(said), f"{words} of {said} at {self._page.url}"
        for each, name in zip(offered.all(), said, strict=True):
            each.locator("input").set_checked(name in words)

    def _add(self, shape: Shape, told: Node, box: Locator, spot: Spot) -> None:
        """The button that adds a part, once the kind is chosen; the page comes back with the part in it."""
        adder = self._opened(box).locator(":scope > .adder")
        if isinstance(shape, Tagged):
            name = kind_name(FRENCH, shape.name, str(record(told)[TAG]))
            adder.get_by_label(_say("which")).select_option(label=name)
        self._follow(adder.get_by_role("button", name=f"{_say('add')} {spot.label}"))

    def _field(self, box: Locator, spot: Spot) -> Locator:
        unit = suffix(spot.unit, self._scene.currency, FRENCH)
        label = f"{spot.label} ({unit})" if unit else spot.label
        called = re.compile(rf"^\s*{re.escape(label)}(\s+\(obligatoire\))?\s*$")
        fields = ":scope > .parts > .field, :scope > details > .parts > .field, :scope > .field"
        found = box.locator(fields).filter(has=self._page.get_by_label(called)).first
        return self._opened(found).get_by_label(called)

    def _opened(self, found: Locator) -> Locator:
        """The same, once whatever it is folded away in is open."""
        folded = found.locator("xpath=ancestor::details[not(@open)]")
        while folded.count():
            folded.first.locator(":scope > summary").click()
        return found


def _box(box: Locator, label: str) -> Locator:
    """The part of a form with this heading, right within another one."""
    boxes = ":scope > .parts > fieldset, :scope > details > .parts > fieldset, :scope > fieldset"
    heading = box.page.locator(":scope > legend").get_by_text(label, exact=True)
    return box.locator(boxes).filter(has=heading).first


def _say(key: str) -> str:
    return FRENCH.say(f"office.programme.{key}")
