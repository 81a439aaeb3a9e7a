"""A browser's token to the person who is signed in with it."""

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from uuid import UUID
from zoneinfo import ZoneInfo

from fidpos.domain.ids import MerchantId
from fidpos.server.backoffice.books import Books
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.backoffice.visitor import Visitor
from fidpos.server.db.access import may_look
from fidpos.server.db.office_sessions import Session, find_session, token_hash
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.register import first_shop

NEUTRAL_ZONE = ZoneInfo("Etc/UTC")
"""For who looks at no merchant, or at one without a shop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a browser holds: whose session it is, and the secret of it."""

    home_id: MerchantId
    token: str

    @classmethod
    def read(cls, cookie: str) -> "Ticket | None":
        """From a cookie; None for whatever we did not write."""
        home, _, token = cookie.partition(".")
        try:
            return cls(home_id=MerchantId(UUID(hex=home)), token=token) if token else None
        except ValueError:
            return None

    @property
    def cookie(self) -> str:
        """As the browser keeps it."""
        return f"{self.home_id.hex}.{self.token}"

    @property
    def csrf(self) -> str:
        """Stands in every form of the session; who cannot read our pages cannot know it."""
        return hmac(self.token.encode(), b"fidpos office form", sha256).hexdigest()

    def is_ours(self, csrf: str) -> bool:
        """Whether a form came from one of the session's pages."""
        return compare_digest(self.csrf.encode(), csrf.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who a browser is.

    Attributes:
        zone: of the merchant's first shop that the person sees.
        said: what this page has to say.
    """

    visitor: Visitor
    zone: ZoneInfo
    said: Message | None


def identify(books: Books, ticket: Ticket) -> Found | None:
    """Who is signed in with the ticket; None for nobody.

    One of the house sees the merchant they visit while an access is open, and no merchant otherwise.
    """
    with books.store.work(ticket.home_id) as work:
        session = find_session(work, ticket.token)
    if session is None:
        return None
    merchant_id = _looked_at(books, ticket.home_id, session)
    with books.register.pages(merchant_id) as pages:
        merchant, shops = pages.merchant(), pages.shops()
    first = first_shop(shop for shop in shops if session.shops is None or shop.id in session.shops)
    visitor = Visitor(
        person_id=session.person_id,
        name=session.name,
        role=OfficeRole(session.role),
        merchant_id=merchant_id,
        merchant_name=merchant.name if merchant is not None else "",
        home_id=ticket.home_id,
        shops=session.shops,
        language=session.language,
        session=token_hash(ticket.token),
        proved_at=session.proved_at,
    )
    return Found(visitor=visitor, zone=ZoneInfo(first.zone) if first else NEUTRAL_ZONE, said=_said(session))


def _looked_at(books: Books, home_id: MerchantId, session: Session) -> MerchantId:
    if home_id != HOUSE or session.visiting is None:
        return home_id
    visited = MerchantId(session.visiting)
    with books.store.work(visited) as work:
        return visited if may_look(work, session.person_id) else home_id


def _said(session: Session) -> Message | None:
    if session.said is None:
        return None
    return Message(key=str(session.said["key"]), params=dict(session.said["params"]))  # type: ignore[call-overload]  # written by `shell`
