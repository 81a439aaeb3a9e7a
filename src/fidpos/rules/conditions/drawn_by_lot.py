"""`drawn_by_lot`: one visit in a hundred wins."""

from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from fidpos.domain.ids import MemberId
from fidpos.domain.money import PPM
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import SharePpm
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.windows import LIFETIME
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnByLot:
    """The visit is drawn, with the chance that is given.

    The lot hangs on who comes, for the how manieth time, and the rule: whoever evaluates the visit again,
    anywhere and at any time, draws the same, and two rules draw apart. Beginning the visit anew, at another
    till or after it was undone, draws nothing new: only a visit that is closed makes room for the next lot.
    A member without an id draws nothing, nor does a visit that does not count.

    Attributes:
        chance_ppm: 10,000 for one visit in a hundred.
    """

    code: ClassVar[str] = "drawn_by_lot"

    chance_ppm: SharePpm

    def compile(self, binding: Binding, /) -> Test:
        """Needs the visits of a lifetime.

        The drawn share, in ppm rounded down, is L * 1,000,000 / 2**64, where L is the first 8 bytes, big
        endian, of SHA-256 over: the 16 bytes of the member's id; the number of this visit (those of the
        lifetime before it, plus one) as 8 bytes, big endian; the code of the rule in UTF-8. It is drawn when
        the share is below `chance_ppm`.
        """
        key = binding.history(HistoryQuery(metric=Metric.VISITS, window=LIFETIME))
        rule, chance_ppm = binding.owner.encode(), self.chance_ppm

        def test(working: Working) -> Miss | None:
            member_id, before = working.facts.member.id, working.history.get(key)
            if member_id is None or before is None or working.withheld:
                return Miss(self.code, None, chance_ppm)
            drawn_ppm = _share_ppm(member_id, before + 1, rule)
            return None if drawn_ppm < chance_ppm else Miss(self.code, drawn_ppm, chance_ppm)

        return test


def _share_ppm(member_id: MemberId, number: int, rule: bytes) -> int:
    lot = sha256(member_id.bytes + number.to_bytes(8, "big") + rule).digest()
    return int.from_bytes(lot[:8], "big") * PPM >> 64
