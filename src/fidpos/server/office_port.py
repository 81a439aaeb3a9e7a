"""What the office needs of the centre's store, within one transaction of a merchant; part of `ports.Unit`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from fidpos.domain.ids import AccountId, LotId, MemberId, ShopId
from fidpos.wire.chain import ChainRow
from fidpos.wire.events import CardLinked
from fidpos.wire.office_events import OfficeEvent
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import AccountState, MemberState


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHead:
    """The newest row of the merchant's journal at the centre.

    Attributes:
        boot: which life of the store wrote it.
    """

    anchor: Anchor
    epoch: UUID
    boot: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """A row to be kept.

    Attributes:
        hash: its own.
        account_id: whose movements its event tells, None for none.
    """

    row: ChainRow
    hash: bytes
    account_id: AccountId | None = None


class Likeness(StrEnum):
    """Why two members may be one person."""

    CARD = "card"
    """The same card was linked to both."""
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    """The same name and the same birthday."""
    COUNTER = "counter"
    """The members themselves said so, at a counter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubled:
    """Two members who may be one person, the one who was there first named first."""

    first: MemberId
    second: MemberId
    likeness: Likeness
    found_at: datetime


class OfficeBook(Protocol):
    """The merchant's own journal at the centre, and what its events change.

    Who is asked for by name is locked, with their account, until the unit ends.
    """

    def boot(self) -> UUID:
        """Which life of the store this is: another one after each restore."""
        ...

    def head(self) -> OwnHead | None:
        """The newest row; from here to the end of the unit nobody else writes one."""
        ...

    def append(self, rows: Sequence[OwnRow]) -> None:
        """Keep rows, the first one after the head, each signed by the centre."""
        ...

    def apply(self, events: Sequence[OfficeEvent]) -> None:
        """Everything that follows from the events; everybody who holds the members is told.

        Raises:
            EventRefused: it contradicts what is there; nothing was changed.
        """
        ...

    def member(self, member_id: MemberId) -> MemberState | None:
        """The member, or the one into whom they were merged; None for nobody, and for who was erased."""
        ...

    def led_to(self, member_id: MemberId) -> Sequence[MemberId]:
        """Who was merged into the member."""
        ...

    def contact_digests(self, member_id: MemberId) -> Sequence[bytes]:
        """Under which what the member is reached by is not imported again once they are forgotten."""
        ...

    def account(self, account_id: AccountId) -> AccountState:
        """What the account holds."""
        ...

    def balances(self, account_id: AccountId) -> Mapping[str, int]:
        """By counter, what is not nothing."""
        ...

    def expired(self, account_id: AccountId) -> Mapping[LotId, int]:
        """By lot, what it lost at its end and was not returned."""
        ...

    def past_lots(self, day: date, at_most: int) -> Sequence[AccountId]:
        """Accounts with a lot that holds something, may be spent and has its last day before `day`."""
        ...

    def holder(self, event: CardLinked) -> MemberId | None:
        """Whose the card is that the event links."""
        ...

    def suspect(self, doubled: Doubled) -> None:
        """Something for the office to look at; once for each two members and reason."""
        ...

    def suspects(self) -> Sequence[Doubled]:
        """Those that nobody has settled, oldest first."""
        ...

    def settle(self, member_ids: Sequence[MemberId], outcome: str, at: datetime) -> None:
        """What was suspected of two of these members is settled."""
        ...

    def alike(self, at_most: int) -> Sequence[tuple[MemberId, MemberId, Likeness]]:
        """Who has the same phone, address, or name with birthday; who was there first comes first."""
        ...

    def by_card(self, token: str) -> Sequence[MemberId]:
        """Whose card has this text."""
        ...

    def by_number(self, number: str) -> Sequence[MemberId]:
        """Whose member number it is; who was merged leads to who remains."""
        ...

    def by_phone(self, digits: str, at_most: int) -> Sequence[MemberId]:
        """Those with this telephone number, folded."""
        ...

    def by_email(self, address: str, at_most: int) -> Sequence[MemberId]:
        """Those with this e-mail address, normalised."""
        ...

    def by_name(self, words: Sequence[str], at_most: int) -> Sequence[MemberId]:
        """Those whose folded name begins with the first word, and holds words that begin with the others."""
        ...

    def hold(self, shop_id: ShopId, member_ids: Sequence[MemberId]) -> None:
        """From now on the shop's tills hold these members, and hear of them."""
        ...

    def audit(self, act: str, done_by: UUID | None, subject: UUID | None, detail: Mapping[str, str]) -> None:
        """Write down what was done."""
        ...
