"""An owner of a real centre: invited on its command line, signed in by password and telephone."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from httpx import Response
from pyotp import TOTP

from fidpos.server.backoffice.identify import Ticket
from tests.helpers.centre_process import CentreProcess
from tests.helpers.office_door import PASSWORD, offer_in, secret_in
from tests.helpers.office_place import Client
from tests.helpers.operating import Operate

_PATH = re.compile(r"/office(/invited/\S{40,})")
_STEP_S = 30


def owner_signed_in(centre: CentreProcess, operate: Operate) -> Client:
    """From the invitation to the first page."""
    login = f"{uuid4().hex}@example.org"
    path = _PATH.search(operate("invite", "--login", login, "--name", "Anne"))
    assert path is not None
    with Client(centre.url, None) as door:
        page = door.get(path[1]).text
        totp, said = TOTP(secret_in(page)), {"password": PASSWORD, "again": PASSWORD, "offer": offer_in(page)}
        _with_code(totp, (-1, 0), lambda code: door.post(path[1], None, code=code, **said), 200)
        said = {"login": login, "password": PASSWORD}
        _with_code(totp, (0, 1), lambda code: door.post("/sign-in", None, code=code, **said), 303)
        ticket = Ticket.read(door.http.cookies["fidpos_office"])
    return Client(centre.url, ticket)


def _with_code(totp: TOTP, steps: tuple[int, ...], post: Callable[[str], Response], status: int) -> None:
    """Each code is good once and for a while: the next one is tried if the time of the first is over."""
    answers = (post(totp.at(int(datetime.now(UTC).timestamp()) + step * _STEP_S)) for step in steps)
    assert any(answer.status_code == status for answer in answers)
