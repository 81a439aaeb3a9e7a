"""Gift cards for the printer: one whole file a sale, for one user, gone at the next start."""

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fidpos.bootstrap.card_printer import CardPrinter
from fidpos.bootstrap.gift_card_press import LivePress
from fidpos.domain.gift_card import Inscription
from fidpos.domain.gift_card_number import make
from fidpos.domain.money import EUR, Money
from fidpos.paths import resources_dir
from fidpos.texts.texts import Texts
from fidpos.till.gift_card_paper import PaperGiftCard
from tests.helpers.counter import IDENTITY
from tests.helpers.paper import printed

CARD = PaperGiftCard(
    inscription=Inscription(number=make(), offered_by="Mamie", message="Bravo !"),
    amount=Money(5_000, EUR),
    until=date(2027, 11, 20),
)
BARE = PaperGiftCard(inscription=Inscription(number=make()), amount=Money(2_000, EUR))


@pytest.fixture(params=["fr", "en"])
def press(request: pytest.FixtureRequest, tmp_path: Path) -> LivePress:
    texts = Texts.load(resources_dir() / "translations", request.param)
    return LivePress(tmp_path / "cards", IDENTITY, texts)


def test_a_sale_is_one_file_with_a_page_for_each_card(press: LivePress) -> None:
    path = Path(press.print_gift_cards([CARD, BARE]))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(printed(path.read_bytes())) == 2


def test_its_name_says_four_characters_of_the_number_at_most(press: LivePress) -> None:
    name = Path(press.print_gift_cards([CARD])).name

    assert CARD.inscription.number.masked in name
    assert CARD.inscription.number.canonical not in name


def test_what_an_earlier_run_left_is_removed_with_the_cards_of_members(
    press: LivePress, tmp_path: Path
) -> None:
    path = Path(press.print_gift_cards([CARD]))
    CardPrinter(tmp_path / "cards", lambda: IDENTITY).clear()

    assert not path.exists()


def test_no_card_is_no_file(press: LivePress, tmp_path: Path) -> None:
    assert press.print_gift_cards([]) == ""
    assert not (tmp_path / "cards").exists()


@pytest.mark.parametrize(("language", "said"), [("fr", "FORMATION"), ("en", "TRAINING")])
def test_a_card_made_in_training_says_so(tmp_path: Path, language: str, said: str) -> None:
    texts = Texts.load(resources_dir() / "translations", language)
    press = LivePress(tmp_path / "cards", replace(IDENTITY, production=False), texts)

    (page,) = printed(Path(press.print_gift_cards([BARE])).read_bytes())

    assert said in str(page)
