"""The whole till but its screen: store, session, readers and workshop, on the real parts.

Whoever makes it is the till's worker: what readers report waits until `wait_for` performs it. As a program,
`python -m tests.helpers.screenless_till DIR KIND MEMBER`, it waits for a blank of that kind, to be killed.
"""

import queue
import sys
import time
from collections.abc import Callable
from pathlib import Path

from fidpos.bootstrap.backstage import Backstage, Stage
from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.ids import MemberId
from fidpos.paths import TillFolder, resources_dir
from fidpos.settings.till_settings import Readers, TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, TillState
from tests.helpers.counter import PAUL, PIN
from tests.helpers.real_shop import member_id
from tests.helpers.virtual_cards.blank_cards import FORMATS

LIMIT_S = 60.0
PCSC: Readers = {"pcsc": {"match": "Virtual PCD"}}


class ScreenlessTill:
    """A till of a shop that `real_shop` founded for the whole program, with its manager signed in."""

    def __init__(self, folder: TillFolder, readers: Readers = PCSC) -> None:
        self._todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.backstage = Backstage(
            folder=folder,
            settings=TillSettings(readers=readers, cards=FORMATS),
            clock=SystemClock(),
            texts=Texts.load(resources_dir() / "translations", "fr"),
            stage=Stage(
                present=lambda read: self._todo.put(lambda: self.session.present(read)),
                publish_lights=lambda lights: None,
                on_worker=self._todo.put,
            ),
        )
        self.session, _ = self.backstage.open(lambda view: None)
        self.session.choose_staff(PAUL.id)
        self.session.enter_pin(PIN)

    @property
    def view(self) -> CheckoutView:
        return self.session.view()

    @property
    def said(self) -> str:
        """Key of the banner."""
        banner = self.view.banner
        return banner.message.key if banner is not None else ""

    def attach(self, member: MemberId) -> None:
        """Found by name, as somebody is who has no card with them."""
        self.session.pick_member(member)
        assert self.view.member is not None

    def begin(self, kind: str) -> str:
        """F3 and the digit of this kind; gives the last digits of the number that waits."""
        self.session.open_new_card()
        return self.choose(kind)

    def choose(self, kind: str) -> str:
        """The digit of this kind, for the first time or anew; gives the last digits of its number."""
        assert self.view.new_card is not None, self.said
        self.session.choose_card_kind(self.view.new_card.kinds.index(kind) + 1)
        return self.view.new_card.ending

    def wait_for(self, *said: str) -> str:
        """Until the till says one of these."""
        deadline_s = time.monotonic() + LIMIT_S
        while self.said not in said:
            self._perform(deadline_s, f"waited for {said}, it says {self.said!r}")
        return self.said

    def wait_for_member(self) -> MemberId:
        """Until a card has attached somebody."""
        deadline_s = time.monotonic() + LIMIT_S
        while self.view.member is None:
            self._perform(deadline_s, f"nobody was attached, it says {self.said!r}")
        return self.view.member.member_id

    def forget(self) -> None:
        """Esc until nobody is attached."""
        while self.view.member is not None or self.view.state is not TillState.IDLE:
            self.session.back()

    def close(self) -> None:
        self.backstage.close()

    def _perform(self, deadline_s: float, what: str) -> None:
        try:
            work = self._todo.get(timeout=max(0.0, deadline_s - time.monotonic()))
        except queue.Empty:
            raise AssertionError(what) from None
        work()


def main(folder: Path, kind: str, member: int) -> None:
    """Wait for a blank until somebody kills the till."""
    till = ScreenlessTill(TillFolder(folder))
    till.attach(member_id(member))
    till.begin(kind)
    print("waiting", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
