"""What the till says and asks, in its one place: a banner, or a question that Enter or Esc answers."""

from collections.abc import Callable

from fidpos.till.announce import Said
from fidpos.till.view import Banner, Question


class Dialogue:
    """At most one banner and one question at a time.

    Attributes:
        document: path of the file that was made last, for a person to print or keep.
    """

    def __init__(self) -> None:
        self.document = ""
        self.banner: Banner | None = None
        self.question: Question | None = None
        self._yes: Callable[[], None] | None = None
        self._said = 0

    def say(self, said: Said) -> None:
        """Replace the banner; its serial rises, so that its sound is played once."""
        self._said += 1
        self.banner = Banner(
            serial=self._said, tone=said.tone, message=said.message, detail=said.detail, undo=said.undo
        )

    def ask(self, question: Question, yes: Callable[[], None]) -> None:
        """Ask; `yes` is done if the answer is yes."""
        self.question, self._yes = question, yes

    def answer(self, *, yes: bool) -> Question | None:
        """Take the answer: the question goes, then what was agreed is done. Returns what had been asked."""
        asked, agreed = self.question, self._yes
        self.withdraw()
        self.banner = None
        if yes and agreed is not None:
            agreed()
        return asked

    def forget(self, prefix: str) -> None:
        """Drop the banner if its key begins so: what it said has been settled."""
        if self.banner is not None and self.banner.message.key.startswith(prefix):
            self.banner = None

    def withdraw(self) -> None:
        """Drop the question unanswered."""
        self.question, self._yes = None, None

    def clear(self) -> None:
        """Say and ask nothing."""
        self.withdraw()
        self.banner = None
