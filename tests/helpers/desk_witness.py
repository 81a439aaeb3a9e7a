"""Holds a till's desk to its word: what it said is done is in the journal, whole, and nothing by half."""

import random
from dataclasses import dataclass, field

from fidpos.bootstrap.clock import SystemClock
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.wire.codec import decode
from fidpos.wire.events import Event, MemberEnrolled
from tests.helpers.announced import Decided, Deciding, Line, Started
from tests.helpers.real_shop import RealShop, keys_of
from tests.helpers.victim import Victim, was_killed

Kinds = tuple[str, ...]
"""What the journal tells of one act: the names of its events, in order."""
LINES = 6
"""Said at most before the plug is pulled: two an act."""


@dataclass(kw_only=True)
class DeskWitness:
    """Give it the lines of each life of the till, right after its end (`examine`).

    Attributes:
        announced: how many acts the screen said were done.
        unannounced: how many were recorded before the screen could say so.
        given_up: how many were being decided and left nothing behind.
        told: what acts left in the journal, by all that was seen.
    """

    shop: RealShop
    announced: int = 0
    unannounced: int = 0
    given_up: int = 0
    told: set[Kinds] = field(default_factory=set)

    def examine(self, lines: list[Line]) -> None:
        """Look into the store that a life left behind."""
        events = self._events()
        deciding: Deciding | None = None
        for line in lines:
            match line:
                case Deciding():
                    deciding = line
                case Decided(seq=last) if deciding is not None:
                    assert len(events) >= last > deciding.seq, "an act that was announced is not there"
                    self.announced += 1
                    self._learn(events[deciding.seq : last])
                    deciding = None
                case _:
                    """Nothing about an act."""
        if deciding is not None:
            is_there = len(events) > deciding.seq
            self.unannounced += is_there
            self.given_up += not is_there
            if is_there:
                self._learn(events[deciding.seq :])

    def _learn(self, events: list[Event]) -> None:
        self.told.add(tuple(type(each).__name__ for each in events))

    def _events(self) -> list[Event]:
        store = LocalStore.open(self.shop.folder.store, keys_of(self.shop.folder).store_key, SystemClock())
        reader = store.database.reader()
        try:
            assert verify(reader.connection).holds
            events = [decode(bytes(body)) for (body,) in reader.all("SELECT body FROM journal ORDER BY seq")]
            for each in events:
                if isinstance(each, MemberEnrolled):
                    member = store.member(each.member_id)
                    assert member is not None, "somebody was enrolled and is not there"
                    assert member.profile.given_name, "what was typed cannot be read any more"
            return events
        finally:
            reader.close()
            store.close()


def cut_power(witness: DeskWitness, *, rounds: int, at_work_s: float) -> None:
    """So many lives of the till at its desk, each of them ended at any moment, and examined."""
    chance = random.Random(20261122)
    for number in range(rounds):
        first = ("--number", str(100 * number), "--members", "3")
        with Victim("tests.helpers.desk_victim", str(witness.shop.folder.root), *first) as till:
            till.hear(Started)
            till.live(chance.uniform(0, at_work_s), lines=chance.randrange(LINES))
            till.kill()
            assert was_killed(till.end())
        witness.examine(till.lines)
