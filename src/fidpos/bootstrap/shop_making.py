"""A shop on its own is made: centre, merchant, shop, programme, people, and this till paired with it.

Each step looks at what is there first, so that one that was cut off is taken again from where it was. They
are the same acts as those of `fidpos server merchant|shop|staff|programme|till`, each audited.
"""

import dataclasses
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from fidpos import paths
from fidpos.bootstrap.centre_here import CentreHere
from fidpos.bootstrap.first_run_file import write_begun
from fidpos.bootstrap.operator import operator_at
from fidpos.bootstrap.pairing import wish
from fidpos.bootstrap.pairing_folder import NobodyAsks, hear_held, pair_held
from fidpos.bootstrap.publisher import Publisher
from fidpos.bootstrap.registrar import Registrar
from fidpos.bootstrap.store import open_store
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.paths import TillFolder
from fidpos.rules.codec import programme_from_json, programme_to_json
from fidpos.server.ports import TillStatus
from fidpos.server.register import Merchant
from fidpos.settings.saving import save_values
from fidpos.till.first_run.ports import MakingStep
from fidpos.till.first_run.shop import Begun, NewPerson, NewShop
from fidpos.wire.sync.pairing_code import typed

log = logging.getLogger(__name__)

START_LIMIT_S = 300.0
"""For a centre's first start on a slow PC: its database is made."""


class CentreNotOurs(FidposError):
    """There is a centre beside the till's folder that the assistant did not make; `params` holds `path`."""

    code = "centre_not_ours"


class CentreSilent(FidposError):
    """The centre did not start; its log says why."""

    code = "centre_silent"


class MakingStopped(FidposError):
    """Somebody asked for it; what was made stays."""

    code = "making_stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopMaking:
    """One try.

    Attributes:
        folder: of the till, which this program has.
        shop: to be made.
        before: what an earlier try was about, if there was one.
        centre: the program to be, not yet started.
        environment: may name a database.
        tell: hears of each step, on the thread that makes.
        is_stopping: looked at between two steps.
    """

    folder: TillFolder
    shop: NewShop
    before: Begun | None
    centre: CentreHere
    clock: Clock
    environment: Mapping[str, str]
    tell: Callable[[MakingStep], None]
    is_stopping: Callable[[], bool]
    use_system_keys: bool = True

    def run(self) -> None:
        """Everything that is missing, in order.

        Raises:
            CentreNotOurs, CentreSilent, MakingStopped: see there.
            FidposError: what stood in the way; another try goes on from here.
        """
        with self._step(MakingStep.CENTRE):
            self._start_centre()
        with operator_at(self.folder.centre, self.environment) as operator:
            registrar = Registrar(operator)
            with self._step(MakingStep.SHOP):
                number = self._merchant(registrar).number
                self._shop(registrar, number)
            with self._step(MakingStep.PROGRAMME):
                self._publish(Publisher(operator), number)
            with self._step(MakingStep.PEOPLE):
                self._people(registrar, number)
            with self._step(MakingStep.TILL):
                self._till(registrar, number)
        self.folder.first_run.unlink(missing_ok=True)

    @contextmanager
    def _step(self, step: MakingStep) -> Iterator[None]:
        if self.is_stopping():
            raise MakingStopped
        self.tell(step)
        yield
        log.info("first run: %s", step)

    def _start_centre(self) -> None:
        is_known = self.before is not None
        if not is_known and _holds_anything(self.folder):
            raise CentreNotOurs(path=str(self.folder.centre.root))
        if self.before is None or _unlike(self.before.shop, self.shop):
            write_begun(self.folder.first_run, Begun(shop=self.shop, knows_people=False))
        self.centre.start()
        if not self.centre.await_serving(gave_up=self.is_stopping, limit_s=START_LIMIT_S):
            raise MakingStopped if self.is_stopping() else CentreSilent

    def _merchant(self, registrar: Registrar) -> Merchant:
        """The one that was described; one from before the answers were changed is closed."""
        shop = self.shop
        wanted = (shop.merchant, shop.merchant_code, shop.card_name, shop.currency)
        found = None
        for each in registrar.merchants():
            if (each.name, each.code, each.card_name, each.currency) == wanted and not each.closed_at:
                found = each
            elif not each.closed_at:
                registrar.close_merchant(each.number)
        return found or registrar.add_merchant(
            shop.merchant, code=shop.merchant_code, card_name=shop.card_name, currency=shop.currency
        )

    def _shop(self, registrar: Registrar, number: int) -> None:
        """The same for the shop."""
        is_there = False
        for each in registrar.shops(number):
            if (each.name, each.zone) == (self.shop.shop, self.shop.zone) and not each.closed_at:
                is_there = True
            elif not each.closed_at:
                registrar.close_shop(number, str(each.id))
        if not is_there:
            registrar.add_shop(number, self.shop.shop, zone=self.shop.zone, closes_on=None)

    def _publish(self, publisher: Publisher, number: int) -> None:
        """The example under the card's name and in the shop's currency; another choice is a later version."""
        example = paths.resources_dir() / "programmes" / f"{self.shop.programme}.json"
        programme = programme_from_json(example.read_bytes())
        newest = max((each.version for each in publisher.releases(number)), default=0)
        is_same = self.before is not None and self.before.shop.programme == self.shop.programme
        if newest and is_same:
            return
        ours = dataclasses.replace(
            programme, version=newest + 1, name=self.shop.card_name, currency=self.shop.currency
        )
        publisher.publish(number, programme_to_json(ours), None)

    def _people(self, registrar: Registrar, number: int) -> None:
        """Everybody with the PIN that was typed last; who was registered by a try that broke off is again."""
        if not any(each.pin for each in self.shop.people):
            return  # Known since an earlier try, which is why nobody had to type a PIN again.
        for known in registrar.staff(number):
            if known.employed:
                registrar.close_staff(number, str(known.id))
        for each in self.shop.people:
            self._add(registrar, number, each)
        write_begun(self.folder.first_run, Begun(shop=self.shop, knows_people=True))

    def _add(self, registrar: Registrar, number: int, person: NewPerson) -> None:
        registrar.add_staff(number, person.name, role=person.role, shops=(), pin=person.pin)

    def _till(self, registrar: Registrar, number: int) -> None:
        """Paired unless it is; then it hears everything, so that it can serve at once."""
        ours: dict[str, str | int] = {
            "centre_here": True,
            "centre_port": self.centre.port,
            "country": self.shop.phone_country,
        }
        save_values(self.folder.settings, ours)
        if not self._is_paired():
            for each in registrar.tills(number):
                if each.status is TillStatus.ACTIVE:
                    registrar.revoke_till(number, str(each.id))
            code = registrar.pairing_code(number, self.shop.shop, address=self.centre.address)
            wished = wish(self.centre.address, typed(code), self.shop.till)
            pair_held(self.folder, wished, NobodyAsks(), self.clock, use_system_keys=self.use_system_keys)
        hear_held(self.folder, self.clock)

    def _is_paired(self) -> bool:
        if not self.folder.store.exists():
            return False
        opened = open_store(self.folder, self.clock)
        opened.store.close()
        return opened.paired.pairing is not None


def _holds_anything(folder: TillFolder) -> bool:
    root = folder.centre.root
    return root.is_dir() and any(root.iterdir())


def _unlike(before: NewShop, now: NewShop) -> bool:
    """Whether something was changed that is kept; PINs never are."""
    bare = tuple(dataclasses.replace(each, pin="") for each in now.people)
    return before != dataclasses.replace(now, people=bare)
