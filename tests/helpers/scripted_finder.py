"""The centre's answers, given by a test when it wants."""

from dataclasses import dataclass, field

from fidpos.till.finding import Found
from fidpos.wire.sync.find import Find


@dataclass
class ScriptedFinder:
    """Keeps the questions; the test answers the latest."""

    asked: list[tuple[Find, Found]] = field(default_factory=list)

    def find(self, asked: Find, found: Found) -> None:
        self.asked.append((asked, found))

    def answer(self, count: int | None) -> None:
        self.asked.pop()[1](count)
