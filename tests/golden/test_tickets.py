"""Tickets as they look: the preview, which is made of the dots that are printed."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtGui import QImage

from fidpos.printing.dots import burn
from fidpos.printing.ticket_blocks import blocks
from fidpos.printing.typesetting import PaperWidth, typeset
from fidpos.texts.texts import Texts
from tests.helpers.golden import assert_as_kept
from tests.helpers.sample_tickets import ANCHOR, TICKETS
from tests.helpers.sample_views import RESOURCES

IMAGES = Path(__file__).parent / "images" / "tickets"


@pytest.mark.parametrize(
    ("name", "language", "paper"),
    [
        *((name, "fr", PaperWidth.WIDE) for name in TICKETS),
        ("rich", "fr", PaperWidth.NARROW),
        ("rich", "en", PaperWidth.NARROW),
        ("gift_card", "en", PaperWidth.NARROW),
        ("closing", "en", PaperWidth.NARROW),
    ],
)
def test_a_ticket_looks_as_it_did(name: str, language: str, paper: PaperWidth, tmp_path: Path) -> None:
    texts = Texts.load(RESOURCES / "translations", language).in_zone(ZoneInfo("Europe/Paris"))
    picture = burn(typeset(blocks(TICKETS[name], texts, anchor=ANCHOR), paper)).png()

    image = QImage.fromData(picture)
    assert_as_kept(image, IMAGES / f"{name}_{language}_{paper.value}.png", tmp_path)
