"""A request as a page's function gets it: who asks, for what, and the books to answer from."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import BinaryIO
from uuid import UUID

from fidpos.domain.age_of_consent import age_of_consent
from fidpos.domain.ids import ShopId
from fidpos.server.backoffice.books import Books
from fidpos.server.backoffice.visitor import Visitor
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.work import Work
from fidpos.server.ports import Unit
from fidpos.texts.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of a form.

    Attributes:
        name: as the sender calls it: shown, never used as a path.
        file: at its beginning; gone after the answer.
    """

    name: str
    size: int
    file: BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A request of somebody who is not signed in.

    Attributes:
        path: below `/office`, without the query.
        query: of the address.
        fields: of the form.
        address: where it comes from, as far as that is known.
        texts: in the language that the browser asks for.
    """

    books: Books
    texts: Texts
    path: str
    address: str
    query: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def now(self) -> datetime:
        """By the centre's clock."""
        return self.books.now()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of somebody signed in, whose role has the endpoint's permission.

    Attributes:
        path: below `/office`, without the query.
        place: what the path's braces stand for, converted.
        query: of the address; each name once, its last value.
        fields: of the form; each name with all its values, in order.
        files: of the form.
        texts: in the visitor's language and the merchant's zone.
        is_fragment: htmx asks for a part of a page.
    """

    visitor: Visitor
    books: Books
    texts: Texts
    path: str
    zone: tzinfo
    place: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    is_fragment: bool = False

    def now(self) -> datetime:
        """By the centre's clock."""
        return self.books.now()

    @property
    def today(self) -> date:
        """The day where the visitor's shop is."""
        return self.now().astimezone(self.zone).date()

    @property
    def alone_from(self) -> int:
        """The age from which somebody agrees alone there."""
        return age_of_consent(self.zone)

    def id(self, name: str) -> UUID:
        """What a brace of the path stands for, where it is declared as `uuid`."""
        found = self.place[name]
        assert isinstance(found, UUID)
        return found

    def reading(self) -> AbstractContextManager[Work]:
        """A transaction that reads, of the merchant looked at."""
        return self.books.store.reading(self.visitor.merchant_id)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A transaction that writes; the merchant's tills are told that there may be something to hear."""
        with self.books.store.work(self.visitor.merchant_id) as work:
            yield work
        self.books.announce(self.visitor.merchant_id)

    def unit_of(self, work: Work) -> Unit:
        """The centre's port on a transaction."""
        return self.books.store.unit_of(work)

    def write_down(self, work: Work, act: str, subject: UUID | None = None, **detail: str) -> None:
        """That the visitor did this, in the transaction of the act itself.

        Args:
            work: the transaction.
            act: a stable code; `office.act.<code>` is its sentence on the page of the audit.
            subject: to whom or what.
            detail: never personal data.
        """
        done = Act(name=act, actor=self.visitor.person_id, at=self.now(), subject=subject, detail=detail)
        write_down(work.connection, work.merchant_id, done)

    def sees(self, shop_id: ShopId) -> bool:
        """Whether the shop is one of the visitor's."""
        return self.visitor.sees(shop_id)
