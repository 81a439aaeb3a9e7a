"""Coming into the office as people do: invited, settled in with a telephone, signed in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from uuid import NAMESPACE_URL, UUID, uuid5

from httpx import Response
from pyotp import TOTP

from fidpos.domain.ids import MerchantId, ShopId
from fidpos.server.backoffice.identify import Ticket
from fidpos.server.backoffice.inviting import Invitation, invite_new, reserve
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.office_people import OfficePerson
from fidpos.server.db.tables.installation import HOUSE
from tests.helpers.office_place import IN_ONE_SHOP, MERCHANT, SHOP, Client, OfficePlace

PASSWORD = "une courte phrase à moi"
LOGIN = "anne@example.org"
_OFFER = re.compile(r'name="offer" value="([0-9a-f]+)"')
_SPELT = re.compile(r'<code class="code">([A-Z2-7 ]+)</code>')
_RECOVERY = re.compile(r'<code class="code">([A-Z2-7-]+)</code>')


@dataclass(kw_only=True)
class Insider:
    """Somebody who has settled in.

    Attributes:
        secret: of their telephone.
        recovery: their codes for when it is lost.
    """

    place: OfficePlace
    login: str
    person_id: UUID
    secret: str = field(repr=False)
    recovery: Sequence[str] = field(repr=False)

    def code(self, *, steps: int = 0) -> str:
        """What the telephone shows now, or so many steps from now."""
        return TOTP(self.secret).at(self.place.clock.now() + timedelta(seconds=30 * steps))

    def next_code(self) -> str:
        """What it shows once the next step has begun."""
        self.place.clock.advance(30)
        return self.code()

    def sign_in(self, client: Client, **other: str) -> Response:
        """The form, filled in rightly but for what is said otherwise."""
        said = {"login": self.login, "password": PASSWORD, "code": ""} | other
        if "code" not in other:
            said["code"] = self.next_code()
        return client.post("/sign-in", None, **said)

    def comes_in(self) -> Client:
        """Another browser of theirs, signed in."""
        with self.place.client(None) as door:
            assert self.sign_in(door).status_code == 303
            ticket = Ticket.read(door.http.cookies["fidpos_office"])
        return Client(self.place.base, ticket)


def invited(
    place: OfficePlace,
    role: OfficeRole = OfficeRole.OWNER,
    *,
    login: str = LOGIN,
    merchant: MerchantId = MERCHANT,
    shops: frozenset[ShopId] = frozenset({SHOP}),
) -> Invitation:
    """Somebody is invited."""
    home = MerchantId(HOUSE) if role.is_of_the_house else merchant
    new = OfficePerson(
        id=uuid5(NAMESPACE_URL, login),
        login=login,
        name="Anne",
        role=role.value,
        language="en",
        all_shops=role not in IN_ONE_SHOP,
        shops=shops if role in IN_ONE_SHOP else frozenset(),
    )
    reserve(place.books.store, home, new)
    with place.books.store.work(home) as work:
        return invite_new(work, new)


def settle(place: OfficePlace, invitation: Invitation, *, login: str = LOGIN) -> Insider:
    """They take their invitation."""
    with place.client(None) as client:
        path = invitation.path.removeprefix("/office")
        page = client.get(path).text
        secret = secret_in(page)
        code = TOTP(secret).at(place.clock.now())
        answer = client.post(path, offer=_found(_OFFER, page), password=PASSWORD, again=PASSWORD, code=code)
        assert answer.status_code == 200, answer.text
        return Insider(
            place=place,
            login=login,
            person_id=invitation.person_id,
            secret=secret,
            recovery=_RECOVERY.findall(answer.text),
        )


def insider(place: OfficePlace, role: OfficeRole = OfficeRole.OWNER, *, login: str = LOGIN) -> Insider:
    """Somebody who was invited and has settled in."""
    return settle(place, invited(place, role, login=login), login=login)


def offer_in(page: str) -> str:
    """The sealed secret that a form carries."""
    return _found(_OFFER, page)


def secret_in(page: str) -> str:
    """What the telephone is to keep."""
    return _found(_SPELT, page).replace(" ", "")


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    assert found is not None, page
    return unescape(found.group(1))
