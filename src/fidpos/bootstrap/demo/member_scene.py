"""A member's file in the demonstration: a lost card, stopped at once and replaced on the manager's word."""

from collections.abc import Iterator

from fidpos.bootstrap.demo.counter import Counter, approve, step
from fidpos.bootstrap.demo.tray import StoryCard
from fidpos.till.view import TillState
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key


def card_was_lost(at: Counter, new: StoryCard) -> Iterator[Step]:
    """Thomas is found by his name; his points stay."""

    def found() -> bool:
        view = at.view()
        return view is not None and bool(view.found)

    yield step(at, "lost_find", lambda: at.press(Key.F2, "girard tho"), found)
    yield step(at, "lost_found", lambda: at.press(Key.ENTER), at.is_at(TillState.MEMBER))
    home = at.task_is("member.home")
    yield step(at, "file", lambda: at.press(Key.F3), home, shot="file")
    cards = at.task_is("member.cards")
    yield step(at, "lost_cards", lambda: at.press("2"), cards, shot="file-lost")
    yield step(at, "lost_card", lambda: at.press("1"), at.task_is("approval"), shot="file-lost-manager")
    yield from approve(at, at.task_is("member.hand_over"), approved_shot="file-new-card")
    yield step(
        at,
        "lost_new",
        lambda: at.hands.present(new),
        at.task_is_over,
        shot="file-replaced",
    )
    yield step(at, "next_customer", lambda: at.press(Key.ESCAPE), at.nobody_is_shown)
