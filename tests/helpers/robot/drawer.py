"""The shop that the robot works in, and the drawer of cards it has: of every sort that is ever held out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.whole_file import whole_file
from fidpos.domain.card import CardStatus
from fidpos.domain.gift_card import GiftCard
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.link.keys import RegisterKeys
from fidpos.localdb.bulk import load_members
from fidpos.localdb.store import LocalStore
from fidpos.readers.drivers.simulated.virtual_cards import (
    AppletCard,
    BankCard,
    PrintedCode,
    UidCard,
    VirtualChip,
)
from fidpos.readers.own_number import make_ean13
from fidpos.till.gift_card_care import freeze_gift_card
from tests.helpers.counter import TAREK
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.real_shop import RealShop, card_number, found_shop, keys_of, member

MEMBERS = 6
BLOCKED = MEMBERS + 1
UNKNOWN = 900
GIFT_CARDS = 4
VirtualCard = VirtualChip | PrintedCode


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotShop:
    """Where the robot works.

    Attributes:
        gift_cards: numbers of cards that were sold before the day began; the last one is frozen.
        register: token of the cash register beside the till.
    """

    shop: RealShop
    gift_cards: tuple[GiftCardNumber, ...]
    register: str

    @property
    def cards(self) -> Mapping[str, VirtualCard]:
        """By name, what can be held to the reader."""
        held: dict[str, VirtualCard] = {
            "blocked": AppletCard(card_number(BLOCKED)),
            "unknown": AppletCard(card_number(UNKNOWN)),
            "badge": PrintedCode("9900000000101"),
            "bank": BankCard(),
            "uid": UidCard(bytes.fromhex("04A1B2C3D4E5F6"), "mifare_ultralight"),
            "other merchant": PrintedCode(make_ean13("9911", 7)),
            "words": PrintedCode("Robert'); DROP TABLE members;--"),
            "signs": PrintedCode("\x1d]C1\x000109\n\u202e<b>😀"),
            "long": PrintedCode("9" * 3_000),
            "empty": PrintedCode(""),
        }
        for number in range(1, MEMBERS + 1):
            held[f"member {number}"] = AppletCard(card_number(number), contactless=number % 2 == 0)
            held[f"code {number}"] = PrintedCode(card_number(number))
        for place, gift in enumerate(self.gift_cards):
            held[f"gift card {place}"] = PrintedCode(gift.canonical)
        return held


def found_robot_shop(root: Path) -> RobotShop:
    """A shop with members, staff of each role, gift cards and a paired cash register."""
    shop = found_shop(root, members=MEMBERS, whole_program=True)
    store = LocalStore.open(shop.folder.store, keys_of(shop.folder).store_key, SystemClock())
    try:
        blocked = member(BLOCKED)
        cards = tuple(replace(card, status=CardStatus.BLOCKED) for card in blocked.cards)
        load_members(store.database, [replace(blocked, cards=cards)])
        store.put_staff(replace(TAREK, pin_hash=shop.staff[0].pin_hash))
        gift_cards = _sell(store)
    finally:
        store.close()
    keys, token = RegisterKeys().paired("left", datetime.now(UTC))
    with whole_file(shop.folder.registers) as file:
        Path(file.name).chmod(0o600)
        file.write(keys.to_bytes())
    return RobotShop(shop=shop, gift_cards=gift_cards, register=token)


def _sell(store: LocalStore) -> tuple[GiftCardNumber, ...]:
    desk = GiftCounter(store, FakeClock(SystemClock().now()))
    ids = [desk.sold() for _ in range(GIFT_CARDS)]
    frozen = freeze_gift_card(desk.approved, ids[-1], reason="lost")
    assert isinstance(frozen, GiftCard), frozen
    numbers = []
    for gift_card_id in ids:
        inscription = store.inscription(gift_card_id)
        assert inscription is not None
        numbers.append(inscription.number)
    return tuple(numbers)
