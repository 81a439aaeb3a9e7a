"""What the office decides and tills are told: programmes, staff, settings. The port of whoever decides it.

Every act tells the tills of the shops concerned in the same transaction; a new shop is told everything there
is. Nothing is ever changed: each act is a new version.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fidpos.domain.ids import MemberId, ShopId, StaffId
from fidpos.domain.staff import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A published version of the programme, without its body.

    Attributes:
        since: when tills take it up, on line or not.
        published_by: an operator or a member of staff; None for one from before there were any.
        shops: for which it is meant; empty for all of them. Tills of others are not told.
    """

    version: int
    since: datetime
    published_by: UUID | None = None
    shops: frozenset[ShopId] = frozenset()

    def concerns(self, shop_id: ShopId) -> bool:
        """Whether the shop's tills take it up."""
        return not self.shops or shop_id in self.shops


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff, as of their newest version.

    Attributes:
        shops: where they may act.
        badge: what their badge holds, as a card's token.
        own_member_id: they as a customer, who never serve themselves.
    """

    id: StaffId
    version: int = 1
    name: str
    role: Role
    pin_hash: str
    badge: str | None = None
    own_member_id: MemberId | None = None
    shops: frozenset[ShopId]
    employed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What is said of a setting at one place.

    Attributes:
        place: the merchant, a shop or a till; of those that say something, the narrowest wins at a till.
        value: its text as in a settings file, None when nothing is said here any more.
    """

    name: str
    place: UUID
    version: int = 1
    value: str | None
    since: datetime


class Configuration(Protocol):
    """The merchant's configuration, within one transaction."""

    def releases(self) -> Sequence[Release]:
        """All of them, by version; locked until the transaction ends."""
        ...

    def add_release(self, release: Release, body: bytes) -> None:
        """A new version, told to the shops for which it is meant."""
        ...

    def put_staff(self, person: Person, at: datetime) -> None:
        """A new version of a person; the shops where they may act from now on, and those before, are told."""
        ...

    def pushed(self) -> Sequence[Pushed]:
        """The newest word on each setting at each place; locked until the transaction ends."""
        ...

    def push(self, pushed: Pushed) -> None:
        """A new word on a setting; every shop concerned is told."""
        ...

    def greet(self, shop_id: ShopId) -> None:
        """A new shop is told of all that holds for every shop."""
        ...
