"""What axe-core says of a page: https://github.com/dequelabs/axe-core."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = frozenset({"serious", "critical"})


def assert_accessible(page: Page) -> None:
    """Fails for faults that keep somebody from using the page as it stands, and names the elements."""
    page.wait_for_load_state()  # after a click the next page is there, but may not be read to its end
    found = Axe().run(page).response["violations"]
    told = [line for fault in found if fault["impact"] in GRAVE for line in _lines(fault)]
    assert not told, "\n".join([page.url, *told])


def _lines(fault: Mapping[str, Any]) -> Iterator[str]:
    yield f"{fault['id']} ({fault['impact']}): {fault['help']}"
    nodes: Sequence[Mapping[str, Any]] = fault["nodes"]
    for node in nodes:
        yield f"  {node['html']}"
        yield f"  {node.get('failureSummary', '')}"
