"""Three reads in a row, all the same: what proves that a reader is set up, on the desk and on a terminal."""

from dataclasses import dataclass, field

from fidpos.domain.card import CardRead, CardToken, RefusedRead

READS_NEEDED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """Reads in a row of one and the same card or code.

    Attributes:
        token: what it is; None before the first read, and after a refused one.
        reads: how many there were.
        broke: the last read was refused, or was another card's, and it began again.
    """

    token: CardToken | None = field(default=None, repr=False)
    reads: int = 0
    broke: bool = False

    @property
    def is_proof(self) -> bool:
        """Whether that is enough."""
        return self.reads >= READS_NEEDED

    def after(self, seen: CardRead | RefusedRead) -> "Streak":
        """The streak once this was read."""
        if isinstance(seen, RefusedRead):
            return Streak(broke=True)
        if self.token is not None and seen.token != self.token:
            return Streak(token=seen.token, reads=1, broke=True)
        return Streak(token=seen.token, reads=self.reads + 1)
