"""What a page answers with; `shell` turns it into HTTP."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.server.backoffice.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole page, or, asked for by htmx, a fragment: whatever the template is.

    Attributes:
        template: below `resources/web/templates`.
        context: what it is filled with, beside what every template has (see `rendering`).
        status: 200, or 422 for a form that came back with its problems.
    """

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Go there with GET: the answer to every form that was taken.

    Attributes:
        path: within the office, such as `/members/…`.
        said: what the next page says at its top.
    """

    path: str
    said: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file, sent as it is made.

    Attributes:
        name: of the file.
        media_type: with its charset where it is text.
        parts: made on the office's threads; a transaction they need lasts until the last of them.
    """

    name: str
    media_type: str
    parts: Iterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Both factors were shown: from now on the browser holds the token.

    Attributes:
        home_id: the merchant whose session it is; `HOUSE` for one of the house.
        path: where to go on, within the office.
    """

    home_id: MerchantId
    token: str = field(repr=False)
    path: str = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut:
    """The browser forgets its token and is shown the sign-in."""


Answer = Page | Redirect | Download | SignedIn | SignedOut


class NotHere(FidposError):
    """There is no such thing for them: unknown, another merchant's, or of a shop not theirs."""

    code = "not_here"


class NotAllowed(FidposError):
    """Their role is not given it."""

    code = "not_allowed"


class NotNow(FidposError):
    """It cannot be done as things are; `message` says why and what to do."""

    code = "not_now"

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message
