"""The link to the cash register at a running till: opened beside the session, told of each of its views."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from fidpos.bootstrap.register_keys import RegisterKeysFile
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.link.asking import Till
from fidpos.link.folder import FolderLink, Folders
from fidpos.link.messages import LinkProblem
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.register.door import RegisterDoor
from fidpos.till.register.watch import Happened, RegisterWatch

if TYPE_CHECKING:
    from fidpos.link.serving import LinkServer

log = logging.getLogger(__name__)


class FolderUnusable(FidposError):
    """The folder of the hand-over cannot be made; `params` holds `path`."""

    code = "register_folder_unusable"


class LiveRegisterLink:
    """Opened and closed on the till's worker. A link that cannot be opened never keeps the till from selling.

    Attributes:
        fault: why cash registers cannot hand anything over; None while they can, or are not meant to.
    """

    def __init__(
        self,
        folder: TillFolder,
        settings: TillSettings,
        clock: Clock,
        texts: Texts,
        on_worker: Callable[[Callable[[], None]], None],
    ) -> None:
        self.fault: FidposError | None = None
        self._folder = folder
        self._settings = settings
        self._clock = clock
        self._texts = texts
        self._on_worker = on_worker
        self._server: LinkServer | None = None
        self._files: FolderLink | None = None
        self._watch: RegisterWatch | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether the settings ask for one."""
        return self._settings.register_link or self._settings.register_folder is not None

    @property
    def port(self) -> int | None:
        """Where it listens, if it does."""
        return self._server.port if self._server is not None else None

    def start(self, door: RegisterDoor) -> None:
        """Listen, look into the folder, or note why not."""
        if not self.is_wanted:
            return
        till = Till(door=door, on_worker=self._on_worker)
        self._watch = RegisterWatch(door, self._hear)
        try:
            self._start_server(till)
            self._start_files(till)
        except FidposError as fault:
            log.warning("no link to the cash register: %s", fault.code)
            self.fault = fault

    def look(self) -> None:
        """The session has published a view."""
        if self._watch is not None:
            self._watch.look()

    def stop(self) -> bool:
        """Let go of registers that wait, and end; whether all ended in time."""
        self._watch = None
        ended = [each.stop() for each in (self._files, self._server) if each is not None]
        return all(ended)

    def _start_server(self, till: Till) -> None:
        settings = self._settings
        if not settings.register_link:
            return
        # Only a till with a link has to load a server.
        from fidpos.link.serving import LinkServer, Place

        started = int(self._clock.now().timestamp())
        server = LinkServer(
            till,
            RegisterKeysFile(self._folder.registers).current,
            self._clock.monotonic_s,
            first_serial=started * 1000,
        )
        server.start(
            Place(
                address=settings.register_link_address,
                port=settings.register_link_port,
                certificate=settings.register_link_certificate,
            )
        )
        self._server = server

    def _start_files(self, till: Till) -> None:
        root = self._settings.register_folder
        if root is None:
            return
        files = FolderLink(Folders(root=root), till, self._sentence)
        try:
            files.start()
        except OSError as fault:
            raise FolderUnusable(f"cannot use {root}", path=str(root)) from fault
        self._files = files

    def _sentence(self, problem: LinkProblem) -> str:
        return self._texts.say(f"register.file.{problem.value}")

    def _hear(self, happened: Happened) -> None:
        for each in (self._server, self._files):
            if each is not None:
                each.hear(happened)
