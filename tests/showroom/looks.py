"""Pictures of pages, and what is wrong with each of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.axe import assert_accessible
from tests.helpers.office_place import PHONE, WIDE, OfficePlace
from tests.showroom.tour import tour

SIZES = {"wide": WIDE, "phone": PHONE}
_KEY = re.compile(r"\b(?:office|error)\.[a-z_]+(?:\.[a-z_]+)+\b(?!@)")
"""A sentence's name where the sentence should stand."""
_STRAIGHT = re.compile(r"[^\W\d_]'[^\W\d_]")
_TIGHT = re.compile(r"\w[;!?»](?=\s|$)|\w :(?=\s|$)| [;!?»]", re.MULTILINE)
"""French signs without their fixed blank."""
_WRITTEN_WRONG = """
    () => [...document.querySelectorAll("form[method=post]")].filter(
        form => !form.closest("header") && form.querySelector("[required]")
    ).length
"""
_SEND_EMPTY = """
    number => {
        const forms = [...document.querySelectorAll("form[method=post]")].filter(
            form => !form.closest("header") && form.querySelector("[required]")
        );
        const form = forms[number];
        form.noValidate = true;
        form.querySelectorAll("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea")
            .forEach(field => { field.value = ""; });
        form.querySelectorAll("details").forEach(part => { part.open = true; });
        form.submit();
    }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Somebody's round of the office.

    Attributes:
        starts: where the round begins; links lead on from there.
        folder: where pictures go, named after role, page, width and language.
    """

    place: OfficePlace
    starts: Sequence[str]
    folder: Path
    role: OfficeRole
    languages: Sequence[str]

    def take(self) -> list[str]:
        """A picture of every page, in each language and width; returns what is wrong with them."""
        return [fault for language in self.languages for fault in self._in(language)]

    def _in(self, language: str) -> Iterator[str]:
        page = self.place.browse(self.role, language=language)
        found = tour(self.place, page, self.starts)
        yield from (f"{self.role} {language}: no way to {dead}" for dead in found.dead)
        for stop in found.stops:
            page.goto(self.place.url(stop.path))
            yield from self._look(page, stop.name, language)
        for stop in found.stops:
            page.goto(self.place.url(stop.path))
            for number in range(page.evaluate(_WRITTEN_WRONG)):
                page.goto(self.place.url(stop.path))
                with page.expect_navigation():
                    page.evaluate(_SEND_EMPTY, number)
                yield from self._look(page, f"{stop.name}-empty-{number + 1}", language)

    def _look(self, page: Page, name: str, language: str) -> Iterator[str]:
        where = f"{self.role} {name} {language}"
        said = page.inner_text("body")
        yield from (f"{where}: no sentence {found}" for found in _KEY.findall(said))
        if language == "fr":
            yield from (f"{where}: {found!r}" for found in sorted({*_odd(said)}))
        for width, size in SIZES.items():
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            page.screenshot(
                path=self.folder / f"{self.role}-{name}-{width}-{language}.png",
                full_page=True,
                animations="disabled",
            )
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                yield f"{where}: wider than {size['width']}"
            try:
                assert_accessible(page)
            except AssertionError as fault:
                yield f"{where} {width}: {fault}"


def _odd(said: str) -> Iterator[str]:
    """Where French is not written as it is printed."""
    for pattern in (_STRAIGHT, _TIGHT):
        for found in pattern.finditer(said):
            yield said[max(0, found.start() - 20) : found.end() + 10]
