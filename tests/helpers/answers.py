"""Somebody at the terminal when a command asks who approves."""

from dataclasses import dataclass, field

from tests.helpers.counter import PIN


@dataclass
class Answers:
    """Answers as told, and remembers what was asked."""

    position: int | None = 0
    typed: str = PIN
    offered: tuple[str, ...] = ()
    asked_for: list[str] = field(default_factory=list)

    def who(self, names: tuple[str, ...]) -> int | None:
        self.offered = names
        return self.position

    def pin(self, name: str) -> str:
        self.asked_for.append(name)
        return self.typed
