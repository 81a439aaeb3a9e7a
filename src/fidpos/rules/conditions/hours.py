"""`hours`: from 7 to 11 o'clock."""

from dataclasses import dataclass
from datetime import time
from typing import ClassVar

from fidpos.domain.errors import InvalidValue
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The shop's clock shows `start` or later, and less than `end`; an earlier `end` lies past midnight."""

    code: ClassVar[str] = "hours"

    start: time
    end: time

    def __post_init__(self) -> None:
        """Refuse hours of which one cannot say whether they are all day or never.

        Raises:
            InvalidValue: both are the same, or one is finer than a minute.
        """
        if (
            self.start.replace(second=0, microsecond=0) != self.start
            or self.end.second
            or self.end.microsecond
        ):
            raise InvalidValue("hours are whole minutes")
        if self.start == self.end:
            raise InvalidValue("hours that start and end at the same time are all day or never")

    def compile(self, _binding: Binding, /) -> Test:
        """One comparison by day, another across midnight."""
        start, end, past_midnight = self.start, self.end, self.end < self.start
        wanted = f"{start:%H:%M}-{end:%H:%M}"

        def test(working: Working) -> Miss | None:
            now = working.facts.visit.at.time()
            held = (now >= start or now < end) if past_midnight else start <= now < end
            return None if held else Miss(self.code, now.isoformat("minutes"), wanted)

        return test
