"""The till behind its screen: store, session, readers and chores, opened and closed together.

`open` and `close` run on the till's worker, which owns the store's reads. Readers and chores report from
their own threads, through the two callables given, which return at once.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime

from fidpos.bootstrap.chores import Chores, FolderBackups
from fidpos.bootstrap.instance import holding
from fidpos.bootstrap.lights import backup_light, key_light, reader_lights, sync_light
from fidpos.bootstrap.readers import KeptForReaders, build_readers
from fidpos.bootstrap.store import OpenStore, open_store
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.clock import Clock
from fidpos.domain.shop import TillIdentity
from fidpos.localdb.backup import Retention
from fidpos.localdb.card_secrets import CardSecretStore
from fidpos.localdb.plug_ins import PlugInApprovals
from fidpos.logs.redaction import Code
from fidpos.paths import TillFolder
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.driver import DeviceStatus, ReaderDriver
from fidpos.readers.manager import ReaderManager
from fidpos.settings.till_settings import TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.checkout import CheckoutSession, CheckoutSettings
from fidpos.till.view import CheckoutView, StatusLight
from fidpos.vault.pins import ArgonPins

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the screen offers to those behind it; both callables may be called from any thread."""

    present: Callable[[CardRead | RefusedRead], None]
    publish_lights: Callable[[tuple[StatusLight, ...]], None]


@dataclass(slots=True, kw_only=True)
class _Reported:
    """The latest word of each source of lights."""

    readers: tuple[DeviceStatus, ...] = ()
    backup: datetime | None = None
    is_backup_known: bool = False


@dataclass(slots=True, kw_only=True)
class _Running:
    opened: OpenStore
    session: CheckoutSession
    identity: TillIdentity
    readers: ReaderManager
    chores: Chores


@dataclass(slots=True, kw_only=True)
class Backstage:
    """One till in one data folder."""

    folder: TillFolder
    settings: TillSettings
    clock: Clock
    texts: Texts
    stage: Stage
    _held: ExitStack = field(default_factory=ExitStack, init=False)
    _running: _Running | None = field(default=None, init=False)
    _reported: _Reported = field(default_factory=_Reported, init=False)

    def open(self, on_view: Callable[[CheckoutView], None]) -> tuple[CheckoutSession, TillIdentity]:
        """Open the store, make the session, start readers and chores.

        Raises:
            FidposError: the store or its keys cannot be opened; nothing is left open.
        """
        with ExitStack() as held:
            held.enter_context(holding(self.folder))
            opened = open_store(self.folder, self.clock)
            held.callback(opened.store.close)
            secrets = CardSecretStore(opened.store.database, opened.kept.keys.card_seal)
            held.callback(secrets.close)
            running = self._assemble(opened, secrets, on_view)
            self._held = held.pop_all()
        self._running = running
        running.readers.start()
        running.chores.start()
        self._publish()
        return running.session, running.identity

    def close(self) -> None:
        """Stop in reverse order of start; the store is closed last."""
        running, self._running = self._running, None
        if running is None:
            return
        running.chores.stop()
        for name in running.readers.close():
            log.warning("reader %s did not stop in time", Code(name))
        self._held.close()

    def reader(self, name: str) -> ReaderDriver | None:
        """The driver as it runs now; from any thread."""
        running = self._running
        return running.readers.driver(name) if running is not None else None

    def _assemble(
        self, opened: OpenStore, secrets: CardSecrets, on_view: Callable[[CheckoutView], None]
    ) -> _Running:
        store, keys = opened.store, opened.kept.keys
        identity = store.identity()
        session = CheckoutSession(
            store,
            ArgonPins(keys.pin_pepper),
            self.clock,
            on_view,
            settings=CheckoutSettings(
                language=self.texts.language, auto_lock_s=self.settings.auto_lock_min * 60
            ),
        )
        kept = KeptForReaders(
            secrets=secrets,
            approvals=PlugInApprovals(store.database, store.origin).plugin_approvals(),
        )
        readers = build_readers(
            self.settings,
            identity,
            kept,
            monotonic_s=self.clock.monotonic_s,
            on_read=self.stage.present,
            on_status=self._on_readers,
        )
        backups = FolderBackups(
            path=self.folder.store,
            key=keys.store_key,
            folder=self.settings.backup_folder or self.folder.backups,
            retention=Retention(
                days=self.settings.backup_keep_days,
                weeks=self.settings.backup_keep_weeks,
                months=self.settings.backup_keep_months,
            ),
        )
        chores = Chores(backups, self.clock, every_h=self.settings.backup_every_h, on_backup=self._on_backup)
        return _Running(opened=opened, session=session, identity=identity, readers=readers, chores=chores)

    def _on_readers(self, statuses: tuple[DeviceStatus, ...]) -> None:
        self._reported.readers = statuses
        self._publish()

    def _on_backup(self, newest: datetime | None) -> None:
        self._reported.backup, self._reported.is_backup_known = newest, True
        self._publish()

    def _publish(self) -> None:
        reported = self._reported
        lights = [*reader_lights(reported.readers, self.texts), sync_light(self.texts)]
        if reported.is_backup_known:
            lights.append(backup_light(reported.backup, self.clock.now(), self.texts))
        running = self._running
        if running is not None and running.identity.production:
            lights.extend(key_light(running.opened.kept.place, self.texts))
        self.stage.publish_lights(tuple(lights))
