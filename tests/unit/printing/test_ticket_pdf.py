"""A ticket as PDF: what the paper says, in the same places, with codes that scanners read."""

import pytest

from fidpos.printing.ticket_blocks import blocks
from fidpos.printing.ticket_pdf import ticket_pdf
from fidpos.printing.typesetting import DOTS_PER_MM, PaperWidth, typeset
from fidpos.texts.texts import Texts
from tests.helpers.paper import printed
from tests.helpers.sample_tickets import ANCHOR, RICH, TICKETS, voucher_number
from tests.helpers.sample_views import RESOURCES


@pytest.fixture(params=["fr", "en"])
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts.load(RESOURCES / "translations", request.param)


@pytest.mark.parametrize("paper", PaperWidth)
def test_a_voucher_is_scanned_from_the_page(texts: Texts, paper: PaperWidth) -> None:
    sheet = typeset(blocks(RICH, texts, anchor=ANCHOR), paper)

    (page,) = printed(ticket_pdf(sheet, title="Ticket"))

    assert {text for _, text in page.codes()} == {voucher_number().canonical}
    assert page.size_mm[0] == pytest.approx(paper.dots / DOTS_PER_MM + 8, abs=0.1)


@pytest.mark.parametrize("name", TICKETS)
def test_every_ticket_becomes_one_page_that_says_whose_it_is(texts: Texts, name: str) -> None:
    sheet = typeset(blocks(TICKETS[name], texts), PaperWidth.WIDE)

    (page,) = printed(ticket_pdf(sheet, title="Ticket"))

    assert "Maison Lumière" in page.words


def test_the_same_ticket_gives_the_same_file(texts: Texts) -> None:
    sheet = typeset(blocks(RICH, texts), PaperWidth.WIDE)

    assert ticket_pdf(sheet, title="Ticket") == ticket_pdf(sheet, title="Ticket")
