"""What can be asked of the office: each endpoint with the permission that it needs, gathered in areas."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from fidpos.server.backoffice.answer import Answer
from fidpos.server.backoffice.asked import Asked, Stranger
from fidpos.server.backoffice.permission import Permission

Handle = Callable[[Asked], Answer]
Receive = Callable[[Stranger], Answer]


class Method(StrEnum):
    """GET changes nothing; POST carries a form of ours."""

    GET = "GET"
    POST = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One thing that can be asked for.

    Attributes:
        path: below `/office`, in Starlette's notation: `/members/{member_id:uuid}`. Numbers are `number`s,
            which are short (`path_number`).
        permission: who is not given it gets 403 whatever the rest of the request says.
        handle: blocking; raises `NotHere` for what is not this merchant's or not in the person's shops.
        upload_bytes: largest body of a POST; files come in multipart forms.
        asks_first: hard to undo: nothing is done before the form says that whoever sends it is sure.
    """

    method: Method
    path: str
    permission: Permission
    handle: Handle
    upload_bytes: int = 256 * 1024
    asks_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEndpoint:
    """What anybody can ask for: sign-in and invitations, which bound guesses themselves."""

    method: Method
    path: str
    handle: Receive


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of the office.

    Attributes:
        name: its key: `office.area.<name>` is its word in the menu.
        icon: name of a file below `resources/icons/lucide`, without its ending.
        start: path that the menu leads to; shown to whoever has its permission.
        endpoints: all of its pages and forms; one of them has the path `start`.
        in_menu: whether it stands there; what a page's head leads to need not.
    """

    name: str
    icon: str
    start: str
    endpoints: tuple[Endpoint, ...]
    in_menu: bool = True

    @property
    def permission(self) -> Permission:
        """What its first page needs."""
        return next(each.permission for each in self.endpoints if each.path == self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Areas that stand together in the menu.

    Attributes:
        name: its key: `office.group.<name>` is its word, which the group `start` has none of.
    """

    name: str
    areas: tuple[Area, ...]


def get(path: str, permission: Permission, handle: Handle) -> Endpoint:
    """A page."""
    return Endpoint(method=Method.GET, path=path, permission=permission, handle=handle)


def post(
    path: str,
    permission: Permission,
    handle: Handle,
    *,
    upload_bytes: int = 256 * 1024,
    asks_first: bool = False,
) -> Endpoint:
    """A form that is taken."""
    return Endpoint(
        method=Method.POST,
        path=path,
        permission=permission,
        handle=handle,
        upload_bytes=upload_bytes,
        asks_first=asks_first,
    )
