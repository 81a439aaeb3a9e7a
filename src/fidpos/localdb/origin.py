"""Where and when a journal row was written: the clock, the machine's boot, the centre's time if known."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from fidpos.columns import instant_to_int
from fidpos.domain.clock import Clock

_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The instant of a row, by the wall clock and by one that never steps back within a boot.

    Attributes:
        wall_ts: microseconds since 1970, as the PC believes.
        monotonic: microseconds, comparable between rows of the same `boot_id`.
        server_offset: the centre's clock less ours in microseconds, None while it was never heard.
    """

    wall_ts: int
    boot_id: bytes
    monotonic: int
    server_offset: int | None = None


class Origin:
    """Makes the stamps of one running till; the sync sets `server_offset` once it knows."""

    def __init__(self, clock: Clock, boot: UUID | None = None) -> None:
        self.server_offset: int | None = None
        self._clock = clock
        self._boot_id = (boot or boot_id()).bytes

    def stamp(self) -> Stamp:
        """Now."""
        return Stamp(
            wall_ts=instant_to_int(self._clock.now()),
            boot_id=self._boot_id,
            monotonic=int(self._clock.monotonic_s() * 1_000_000),
            server_offset=self.server_offset,
        )


def boot_id() -> UUID:
    """The running boot of this machine; where the system does not name it, this run of the program."""
    try:
        return UUID(_LINUX_BOOT_ID.read_text("ascii").strip())
    except (OSError, ValueError):
        return uuid4()
