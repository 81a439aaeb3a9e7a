"""Gift cards on paper, read back by a decoder that knows nothing of fidpos."""

import pytest

from fidpos.domain.card import CardRead, TokenKind
from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card_number import make
from fidpos.printing.card_pdf import CardDesign
from fidpos.printing.gift_card_pdf import GiftCardText, gift_cards
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout
from tests.helpers.paper import printed

DESIGN = CardDesign(merchant_name="Boulangerie du Marché", card_name="Carte cadeau", colour="#1F47C6")
NUMBER = make(lambda count: bytes(range(count)))
CARD = GiftCardText(
    number=NUMBER,
    amount="50,00 €",
    offered_by="De la part de Mamie",
    message="Joyeux anniversaire !",
    until="Valable jusqu’au 20 novembre 2027",
)


def test_a_scanner_reads_the_number_in_the_bars_and_in_the_qr_code() -> None:
    (paper,) = printed(gift_cards(DESIGN, [CARD]))

    assert paper.codes() == {("Code 128", NUMBER.canonical), ("QR Code", NUMBER.canonical)}


def test_a_till_takes_what_was_printed_for_a_gift_card() -> None:
    (paper,) = printed(gift_cards(DESIGN, [CARD]))
    text = dict(paper.codes())["Code 128"]
    origin = ReadOrigin(driver="d", device="one", sequence=1, monotonic_s=0.0)

    read = CardDecoder(NumberLayout(merchant_code="1234")).scan(text.encode(), origin)

    assert isinstance(read, CardRead)
    assert (read.token.kind, read.token.value) == (TokenKind.GIFT_CARD, NUMBER.canonical)


def test_each_card_of_a_sale_has_a_page_of_its_own() -> None:
    other = GiftCardText(number=make(), amount="20,00 €")

    assert len(printed(gift_cards(DESIGN, [CARD, other]))) == 2


def test_the_same_cards_give_the_same_bytes() -> None:
    assert gift_cards(DESIGN, [CARD]) == gift_cards(DESIGN, [CARD])


@pytest.mark.parametrize(
    "hostile",
    ["🎁" * 50, "x" * 10_000, "\u202egnirts", "<b>bold</b>", "%PDF-1.7 endobj", "\x1b@\x00", "mot " * 60],
    ids=["emoji", "long", "right-to-left", "markup", "pdf", "control", "wrapped"],
)
def test_whatever_the_buyer_wrote_the_codes_can_be_read(hostile: str) -> None:
    card = GiftCardText(number=NUMBER, amount="50,00 €", offered_by=hostile, message=hostile, until=hostile)
    (paper,) = printed(gift_cards(DESIGN, [card]))

    assert paper.codes() == {("Code 128", NUMBER.canonical), ("QR Code", NUMBER.canonical)}


def test_a_document_without_a_card_is_refused() -> None:
    with pytest.raises(InvalidValue):
        gift_cards(DESIGN, [])
