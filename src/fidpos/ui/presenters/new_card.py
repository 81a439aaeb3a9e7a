"""The third column while a card is being made: its kind, and then the blank that is waited for."""

from fidpos.texts.texts import Texts
from fidpos.till.new_card import PRINTED, NewCardView
from fidpos.ui.presenters.console import KINDS_SHOWN
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import KindLine, NewCardModel
from fidpos.ui.presenters.scene import Scene

_ICONS = {"ntag21x": "nfc", PRINTED: "scan-barcode"}
_CHIP = "cpu"


def new_card(scene: Scene, work: NewCardView) -> NewCardModel:
    """Where the work stands; what stood in the way is said here until it no longer does."""
    texts, member = scene.texts, scene.view.member
    assert member is not None, "a new card is a member's"
    key, icon = _expected(work)
    problem = f"write.{work.problem.value}" if work.problem is not None else ""
    return NewCardModel(
        title=texts.say("new_card.title"),
        member=texts.say("new_card.for", name=member.name),
        lines=tuple(
            _line(texts, number, kind, chosen=kind == work.chosen)
            for number, kind in enumerate(work.kinds[:KINDS_SHOWN], start=1)
        ),
        icon="triangle-alert" if problem else icon,
        word=texts.say(problem or key),
        detail=texts.say(f"hint.{problem}") if problem else texts.say(f"{key}.detail", ending=work.ending),
        failed=bool(problem),
        hint=texts.say("new_card.hint"),
    )


def _expected(work: NewCardView) -> tuple[str, str]:
    """Sentence and icon of what the cashier is to do next."""
    if work.chosen:
        return "new_card.waiting", _ICONS.get(work.chosen, _CHIP)
    return ("new_card.choose", "id-card") if work.kinds else ("new_card.none", "nfc")


def _line(texts: Texts, number: int, kind: str, *, chosen: bool) -> KindLine:
    """A format of a plug-in has no name but its own."""
    key = f"new_card.kind.{kind}"
    return KindLine(
        number=str(number),
        icon=_ICONS.get(kind, _CHIP),
        title=texts.say(key) if texts.has(key) else kind,
        chosen=chosen,
        press=Press.typing(str(number)),
    )
