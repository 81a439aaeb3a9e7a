"""A reader driver that does what a test tells it to, and keeps what was done to it."""

from collections.abc import Callable

from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind, Trust
from fidpos.readers.driver import DeviceStatus, DriverContext, Fault, ReaderState
from fidpos.readers.registry import PreparedDriver


class ScriptedDriver:
    """One life of a driver."""

    def __init__(self, name: str, context: DriverContext, log: list[str]) -> None:
        self.name = name
        self.context = context
        self.on_start: Callable[[], None] = lambda: None
        self.on_close: Callable[[float], None] = lambda timeout_s: None
        self._log = log

    def start(self) -> None:
        self._log.append(f"start {self.name}")
        self.on_start()
        self.report(ReaderState.READY)

    def close(self, timeout_s: float = 2.0) -> None:
        self._log.append(f"close {self.name}")
        self.on_close(timeout_s)

    def report(self, state: ReaderState, fault: Fault | None = None) -> None:
        self.context.sink.status(DeviceStatus(driver=self.name, device="one", state=state, fault=fault))

    def present(self, number: str, *, sequence: int = 1) -> None:
        self.context.sink.read(
            CardRead(
                driver=self.name,
                device="one",
                sequence=sequence,
                monotonic_s=self.context.monotonic_s(),
                medium=Medium.CHIP,
                form="f",
                token=CardToken(TokenKind.NUMBER, number),
                trust=Trust.COPYABLE,
            )
        )

    def take_away(self) -> None:
        self.context.sink.removed(driver=self.name, device="one")


class ScriptedFactory:
    """Prepares a driver and keeps each of its lives; `change` prepares the next one."""

    def __init__(self, name: str, log: list[str] | None = None, *, presence: bool = True) -> None:
        self.lives: list[ScriptedDriver] = []
        self.change: Callable[[ScriptedDriver], None] = lambda driver: None
        self.log = [] if log is None else log
        self._name = name
        self._presence = presence

    def prepared(self) -> PreparedDriver:
        return PreparedDriver(name=self._name, presence=self._presence, create=self._create)

    def _create(self, context: DriverContext) -> ScriptedDriver:
        driver = ScriptedDriver(self._name, context, self.log)
        self.lives.append(driver)
        self.change(driver)
        return driver
