"""A whole till but its screen, paired by the command line with a real centre; and a network for it to be in.

Whoever makes the till is its worker: what other threads want done waits until `until` does it.
"""

import queue
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self
from uuid import UUID

from psycopg import connect

from fidpos.bootstrap.backstage import Backstage, Stage
from fidpos.bootstrap.centre import open_centre
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.link import LiveLink
from fidpos.bootstrap.store import open_store
from fidpos.cli import main
from fidpos.domain.card import Card, CardRead, CardToken, Medium, Trust
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.ids import AccountId, CardId, MemberId, MerchantId, uuid7
from fidpos.domain.member import Member, Profile
from fidpos.domain.money import EUR, Money
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Role
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder, resources_dir
from fidpos.rules.codec import programme_to_json
from fidpos.rules.programme import Programme
from fidpos.server.services.publish import Publishing, Spot, publish, push_setting
from fidpos.settings.declaration import Scope
from fidpos.settings.till_settings import TillSettings
from fidpos.sync.status import waiting_in
from fidpos.texts.texts import Texts
from fidpos.till.centre_link import CentreStanding, LinkState
from fidpos.till.view import CheckoutView, StatusLight
from fidpos.wire.sync.pairing_code import typed
from tests.helpers.centre_process import CentrePlace, Network
from tests.helpers.counter import PIN, programme
from tests.helpers.real_shop import found_shop
from tests.helpers.two_merchants import be

LIMIT_S = 60.0


def new_network(place: CentrePlace, published: Programme | None = None, *, publishes: bool = True) -> Network:
    """A merchant with two shops, the counter's programme or another one, and Paul, who manages both."""
    with place.operator() as operator:
        merchant = operator.add_merchant("Maison Test", code="4711", card_name="Carte Test", currency="EUR")
        for shop in ("Lyon", "Paris"):
            operator.add_shop(merchant.number, shop, zone="Europe/Paris", closes_on=None)
        operator.add_staff(merchant.number, "Paul", role=Role.MANAGER, shops=(), pin=PIN)
    network = Network(place=place, number=merchant.number, merchant_id=merchant.id)
    if publishes:
        publish_programme(network, published)
    return network


def publish_programme(network: Network, published: Programme | None = None) -> None:
    """The counter's programme, or another one; tills take it up at once."""
    place, merchant_id = network.place, network.merchant_id
    with open_centre(place.folder, place.environment) as opened, opened.register.pages(merchant_id) as pages:
        now = opened.clock.now()
        publishing = Publishing(by=merchant_id, now=now, currency="EUR")
        publish(pages.configuration, programme_to_json(published or programme()), publishing, now)


def decide(network: Network, setting: str, value: str) -> None:
    """A setting for all tills of the merchant, as a settings file would say it."""
    place, merchant_id = network.place, network.merchant_id
    with open_centre(place.folder, place.environment) as opened, opened.register.pages(merchant_id) as pages:
        everywhere = Spot(scope=Scope.MERCHANT, id=merchant_id)
        push_setting(pages.configuration, setting, value, everywhere, opened.clock.now())


def pair_by_command(root: Path, url: str, network: Network, *, name: str, shop: str = "Lyon") -> int:
    """`fidpos till pair`; its exit status."""
    code = typed(network.code(shop))
    where = ("--centre", url, "--code", code, "--name", name, "--data", str(root))
    return main(["till", "--language", "en", "pair", *where])


def visits_of(place: CentrePlace, merchant_id: MerchantId) -> set[UUID]:
    """Those that the centre has."""
    with connect(place.database.app) as connection:
        be(connection, merchant_id)
        return {visit for (visit,) in connection.execute("SELECT id FROM visits")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What the centre has of a merchant's visits."""

    visits: int
    points: int
    quarantined: int


def booked(place: CentrePlace, merchant_id: MerchantId) -> Booked:
    """As the database says."""
    with connect(place.database.app) as connection:
        be(connection, merchant_id)
        row = connection.execute(
            """
            SELECT (SELECT count(*) FROM visits), (SELECT coalesce(sum(amount), 0) FROM ledger_entries),
                (SELECT count(*) FROM journal_rows WHERE fate = 'quarantined')
            """
        ).fetchone()
    assert row is not None
    return Booked(visits=row[0], points=int(row[1]), quarantined=row[2])


def used_alone(root: Path) -> "LinkedTill":
    """A till with a programme and staff of its own, which serves real customers and has no centre."""
    found_shop(root, members=0, whole_program=True)
    with closing(open_store(TillFolder(root), SystemClock()).store) as store:
        store.put_identity(replace(store.identity(), production=True))
    return LinkedTill(root)


class LinkedTill:
    """The till at work, within its `with`.

    Attributes:
        lights: of the status bar, as published last.
        anew: how often it asked to be closed and opened again.
    """

    def __init__(self, root: Path) -> None:
        self.lights: tuple[StatusLight, ...] = ()
        self.anew = 0
        self._taps = 0
        self.folder = TillFolder(root)
        self._todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.backstage = Backstage(
            folder=self.folder,
            settings=TillSettings(readers={}),
            clock=SystemClock(),
            texts=Texts.load(resources_dir() / "translations", "en"),
            stage=Stage(
                present=lambda read: None,
                publish_lights=self._on_lights,
                on_worker=self._todo.put,
                start_anew=self._on_anew,
                dress=self._on_dressed,
            ),
        )

    def __enter__(self) -> Self:
        self.session, self.identity = self.backstage.open(lambda view: None)
        return self

    def __exit__(self, *_: object) -> None:
        self.backstage.close()

    @property
    def view(self) -> CheckoutView:
        return self.session.view()

    @property
    def standing(self) -> CentreStanding:
        return self.link.standing()

    @property
    def link(self) -> LiveLink:
        running = self.backstage._running
        assert running is not None
        return running.link

    def is_settled_by_asking(self) -> bool:
        """Whether nothing waits any more; if something does, the pause after a failure ends now."""
        is_settled = self.is_settled()
        if not is_settled:
            self.link.try_now()
        return is_settled

    def is_settled(self) -> bool:
        """Whether nothing waits any more, in the store either: what stands on the screen was told before."""
        with closing(self.link._seen_by_sync()) as store:
            waiting, _ = waiting_in(store)
        standing = self.standing
        return not waiting and standing.state is LinkState.UP_TO_DATE and not standing.waiting

    @property
    def store(self) -> LocalStore:
        running = self.backstage._running
        assert running is not None
        return running.opened.store

    def sign_in(self) -> None:
        """Paul, whom the centre knows."""
        paul = next(one for one in self.store.staff() if one.name == "Paul")
        self.session.choose_staff(paul.id)
        self.session.enter_pin(PIN)
        assert self.view.staff is not None

    def enrol(self, name: str, card: CardToken | None = None) -> MemberId:
        """A new member, without a card unless one is named."""
        clock = self.backstage.clock
        now = clock.now()
        member_id = MemberId(uuid7(now))
        member = Member(
            id=member_id,
            account_id=AccountId(uuid7(now)),
            number=str(member_id.int % 10**12),
            profile=Profile(given_name="Essai", family_name=name),
            enrolled_on=now.date(),
        )
        tokens = (card,) if card is not None else ()
        cards = tuple(
            Card(
                id=CardId(uuid7(now)),
                token=token,
                medium=Medium.BARCODE,
                member_id=member_id,
                linked_at=now,
            )
            for token in tokens
        )
        enrolment = Enrolment(member=member, cards=cards)
        self.store.enrol(enrolment, at=now, new_id=lambda: uuid7(clock.now()))
        return member_id

    def tap(self, card: CardToken) -> None:
        """The card of whoever comes."""
        self._taps += 1
        self.session.present(
            CardRead(
                driver="test",
                device="one",
                sequence=self._taps,
                monotonic_s=self.backstage.clock.monotonic_s(),
                medium=Medium.BARCODE,
                form="ean13",
                token=card,
                trust=Trust.COPYABLE,
            )
        )

    def attach(self, member_id: MemberId) -> None:
        self.session.pick_member(member_id)
        assert self.view.member is not None

    def buy(self, member_id: MemberId, minor: int) -> None:
        """A visit from the member found by name to Enter."""
        self.attach(member_id)
        self.session.set_amount(Money(minor, EUR))
        self.session.confirm()
        if self.view.question is not None:
            self.session.confirm()
        said = self.view.banner
        assert said is not None
        assert said.message.key.startswith("banner.visit_closed"), said

    def points(self, member_id: MemberId) -> int:
        """What the till's own store says."""
        member = self.store.member(member_id)
        if member is None:
            return 0
        return sum(balance.amount for balance in self.store.balances(member.account_id))

    def work(self) -> None:
        """Do what other threads have asked for so far."""
        while not self._todo.empty():
            self._todo.get()()

    def until(self, condition: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
        """Work until it holds."""
        deadline_s = time.monotonic() + limit_s
        while not condition():
            assert time.monotonic() < deadline_s, f"it never came to that: {self.standing}"
            try:
                self._todo.get(timeout=0.02)()
            except queue.Empty:
                """Nobody wants anything just now."""

    def _on_lights(self, lights: tuple[StatusLight, ...]) -> None:
        self.lights = lights

    def _on_dressed(self, identity: TillIdentity) -> None:
        self.identity = identity

    def _on_anew(self) -> None:
        self.anew += 1
