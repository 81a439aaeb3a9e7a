"""A centre whose back office is at work on the loopback: real HTTP, real PostgreSQL, real Chromium.

    with office_place() as place:
        with place.client(OfficeRole.OWNER) as client:      # httpx, signed in, forms with their secret
            client.get("/members")
            client.post("/members/new", family_name="Martin")
        page = place.browse(OfficeRole.OWNER)               # playwright, signed in; `place.url("/members")`

The merchant is that of `tests.helpers.centre_office`, with shops `SHOP` and `AWAY`; `place.office.tell(...)`
makes things happen at its tills. Somebody of each role works there; who sees not all shops sees `SHOP`.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Self
from unittest.mock import patch
from uuid import UUID

import httpx
from argon2 import PasswordHasher
from playwright.sync_api import BrowserContext, Dialog, Page
from psycopg import connect

from fidpos.domain.ids import MerchantId, ShopId
from fidpos.paths import resources_dir
from fidpos.server.api.hub import Hub
from fidpos.server.api.metrics import Metrics
from fidpos.server.api.rate import DOOR_RATE, Limiter
from fidpos.server.api.serving import Serving, listening
from fidpos.server.api.workers import Workers
from fidpos.server.app import make_app
from fidpos.server.backoffice import passwords
from fidpos.server.backoffice.areas import MENU
from fidpos.server.backoffice.books import Books
from fidpos.server.backoffice.doors import DOORS
from fidpos.server.backoffice.identify import Ticket
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.backoffice.rendering import CSRF_FIELD, ROOT, SURE_FIELD
from fidpos.server.backoffice.shell import Shell, languages
from fidpos.server.db.access import begin_access
from fidpos.server.db.engine import Database
from fidpos.server.db.office_sessions import LASTS, begin_session
from fidpos.server.db.register import PostgresRegister
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.jobs.asking import OfficeJobs
from fidpos.server.jobs.kinds import KINDS
from fidpos.server.jobs.running import Workshop
from fidpos.server.keys import Keyring
from fidpos.texts.texts import Texts
from fidpos.vault.centre_keys import CentreKeys
from tests.helpers.centre_office import (
    AWAY,
    IDENTITY,
    MASTER_KEY,
    MERCHANT,
    SHOP,
    InPostgres,
    Office,
    found_merchant,
    signed,
)
from tests.helpers.chromium import Chromium
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import CentreDatabase, lent_database

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
"""For passwords of tests; what the office takes is in `passwords`."""
IN_ONE_SHOP = frozenset({OfficeRole.SHOP_MANAGER, OfficeRole.FRANCHISEE})


def person_of(role: OfficeRole) -> UUID:
    """Who has this role."""
    return UUID(int=0x700 + list(OfficeRole).index(role))


class Client:
    """A browser without a screen: its cookie, the secret of its forms, and where it comes from."""

    def __init__(self, base: str, ticket: Ticket | None) -> None:
        headers = {"origin": base, "accept-language": "en"}
        cookies = {"fidpos_office": ticket.cookie} if ticket else {}
        self._ticket = ticket
        self.http = httpx.Client(base_url=base + ROOT, headers=headers, cookies=cookies, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **query: str) -> httpx.Response:
        """A page."""
        return self.http.get(path, params=query or None)  # an empty one would replace that of the path

    def post(
        self, path: str, files: Mapping[str, tuple[str, bytes]] | None = None, **fields: str | list[str]
    ) -> httpx.Response:
        """A form of the session, sent by somebody who is sure; redirects are not followed."""
        return self.post_unsure(path, files, **{SURE_FIELD: "1", **fields})

    def post_unsure(
        self, path: str, files: Mapping[str, tuple[str, bytes]] | None = None, **fields: str | list[str]
    ) -> httpx.Response:
        """A form as it stands."""
        secret = {CSRF_FIELD: self._ticket.csrf} if self._ticket else {}
        return self.http.post(path, data={**secret, **fields}, files=files)

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """Where a form led."""
        assert answer.status_code == 303, answer.text
        return self.http.get(answer.headers["location"].removeprefix(ROOT))


@dataclass(kw_only=True)
class OfficePlace:
    """The centre at work.

    Attributes:
        office: the merchant's counters, as tests tell their events.
        announced: merchants whose tills were told that there is something to hear.
        faults: what went wrong in browsers; the test fails for them at its end.
    """

    made: CentreDatabase
    office: Office
    books: Books
    workshop: Workshop
    port: int
    announced: list[MerchantId]
    waiting_jobs: list[tuple[MerchantId, UUID]]
    _stack: ExitStack = field(repr=False)
    _chromium: Chromium = field(repr=False)
    faults: list[str] = field(default_factory=list)

    @property
    def clock(self) -> FakeClock:
        return self.office.clock

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """A page's address."""
        return f"{self.base}{ROOT}{path}"

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a query finds, as the superuser."""
        with connect(self.made.superuser) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def ticket(self, role: OfficeRole, *, language: str = "en", home: MerchantId = MERCHANT) -> Ticket:
        """Somebody of the role signs in; they are made if there is nobody."""
        home = MerchantId(HOUSE) if role.is_of_the_house else home
        token = token_urlsafe(32)
        self._know(role, language, home)
        with self.books.store.work(home) as work:
            begin_session(work, token, person_of(role), MERCHANT if role.is_of_the_house else None)
        if role.is_of_the_house:
            with self.books.store.work(MERCHANT) as work:
                begin_access(work, person_of(role), "test", self.clock.now() + LASTS)
        return Ticket(home_id=home, token=token)

    def client(self, role: OfficeRole | None, **more: Any) -> Client:
        """A client signed in with the role, or a stranger's."""
        return Client(self.base, self.ticket(role, **more) if role is not None else None)

    def browse(
        self,
        role: OfficeRole | None,
        *,
        language: str = "en",
        size: Mapping[str, int] = WIDE,
        scripts: bool = True,
    ) -> Page:
        """A page of real Chromium, signed in; see `faults`."""
        context = self._chromium.browser().new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale=language,
            java_script_enabled=scripts,
        )
        self._stack.callback(context.close)
        if role is not None:
            cookie = self.ticket(role, language=language).cookie
            context.add_cookies([{"name": "fidpos_office", "value": cookie, "url": self.base}])
        return _watched(context, self.faults)

    def run_jobs(self) -> None:
        """Do the jobs that were asked for, here and now."""
        while self.waiting_jobs:
            self.workshop.run(*self.waiting_jobs.pop(0))

    def _know(self, role: OfficeRole, language: str, home: MerchantId) -> None:
        with self.books.store.work(home) as work:
            work.run(
                """
                INSERT INTO office_people (merchant_id, id, login, name, role, language, all_shops)
                VALUES (%s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT (merchant_id, id) DO UPDATE SET language = excluded.language
                """,
                [
                    *(home, person_of(role), f"{role}@example.org", role.value.replace("_", " ").title()),
                    *(role.value, language, role not in IN_ONE_SHOP),
                ],
            )
            if role in IN_ONE_SHOP:
                work.run(
                    "INSERT INTO office_shops VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                    [home, person_of(role), SHOP],
                )


@contextmanager
def office_place(
    clock: FakeClock | None = None,
    founded: CentreDatabase | None = None,
    chromium: Chromium | None = None,
) -> Iterator[OfficePlace]:
    """A merchant in a database of its own, the back office serving it; or one who is there already.

    Args:
        clock: of the centre.
        founded: where the merchant is already.
        chromium: that of a whole file of tests; else the place starts one, if anybody looks at a page.
    """
    clock = clock or FakeClock()
    with ExitStack() as stack:
        stack.enter_context(patch.object(passwords, "_hasher", lambda: CHEAP))
        made = founded or stack.enter_context(lent_database())
        database = Database(made.app, size=8).open()
        stack.callback(database.close)
        store = PostgresCentre(database, clock=clock, master_key=MASTER_KEY, sign=signed)
        if founded is None:
            found_merchant(made)
        announced: list[MerchantId] = []
        waiting: list[tuple[MerchantId, UUID]] = []
        workshop = Workshop(
            store=store,
            clock=clock,
            folder=Path(stack.enter_context(tempfile.TemporaryDirectory())),
            kinds=KINDS,
            announce=announced.append,
        )
        place = listening("127.0.0.1", 0)
        books = Books(
            store=store,
            register=PostgresRegister(database, clock),
            keyring=Keyring(
                CentreKeys(
                    identity=IDENTITY,
                    box=bytes(range(64, 96)),
                    master=MASTER_KEY,
                    pepper=bytes(range(96, 128)),
                )
            ),
            clock=clock,
            jobs=OfficeJobs(workshop, lambda work, job: waiting.append((work.merchant_id, job))),
            announce=announced.append,
            tries=Limiter(DOOR_RATE, clock),
            address=f"http://127.0.0.1:{place.getsockname()[1]}",
        )
        shell = Shell(books, MENU, DOORS, languages(_texts()))
        stack.callback(shell.close)
        hub = Hub()
        app = make_app(
            routes=shell.routes(), hub=hub, workers=Workers(1), metrics=Metrics(), ready=lambda: None
        )
        serving = stack.enter_context(Serving(app, hub, place))
        made_place = OfficePlace(
            made=made,
            office=Office(store, InPostgres(made, clock), clock),
            books=books,
            workshop=workshop,
            port=serving.port,
            announced=announced,
            waiting_jobs=waiting,
            _stack=stack,
            _chromium=chromium or stack.enter_context(Chromium()),
        )
        yield made_place
    assert not made_place.faults, made_place.faults


def _texts() -> Callable[[str], Texts]:
    return lambda language: Texts.load(resources_dir() / "translations", language)


def _watched(context: BrowserContext, faults: list[str]) -> Page:
    """A page that keeps what goes wrong behind the scenes; a form that is refused is nothing wrong."""
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"a script failed: {error}"))
    page.on("console", lambda said: _heard(said.type, said.text, faults))
    page.on("response", lambda answer: _answered(answer.status, answer.url, faults))
    page.on("dialog", agree)
    page.set_default_timeout(20_000)
    return page


def agree(question: Dialog) -> None:
    """Whoever clicks in a test is sure."""
    question.accept()


def _heard(kind: str, text: str, faults: list[str]) -> None:
    if kind == "error" and not text.startswith("Failed to load resource"):
        faults.append(f"the console says: {text}")


def _answered(status: int, url: str, faults: list[str]) -> None:
    if status >= 500 or (status == 404 and "/static/" in url):
        faults.append(f"{status}: {url}")


__all__ = ["AWAY", "MERCHANT", "PHONE", "SHOP", "WIDE", "Client", "OfficePlace", "ShopId", "office_place"]
