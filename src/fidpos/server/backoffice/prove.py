"""Step-up: what is hard to undo asks for the second factor again, when it was shown some time ago."""

from datetime import timedelta

from fidpos.domain.errors import FidposError
from fidpos.server.backoffice.asked import Asked

FRESH = timedelta(minutes=10)
PROVE = "/prove"


class ProveFirst(FidposError):
    """The second factor has to be shown again; `back` is where to go on then, within the office."""

    code = "prove_first"

    def __init__(self, back: str) -> None:
        super().__init__("the second factor was shown some time ago")
        self.back = back


def require_fresh(asked: Asked, back: str | None = None) -> None:
    """Go on when the visitor has shown their second factor in the last ten minutes.

    Ask on the page that shows a form as well: whoever fills it in then loses nothing.

    Args:
        asked: the request.
        back: where to go on once it is shown; the page asked for, which must be one that GET answers.

    Raises:
        ProveFirst: they are asked for it; `shell` leads there.
    """
    if asked.now() - asked.visitor.proved_at > FRESH:
        raise ProveFirst(back or asked.path)


def inner_path(said: str) -> str:
    """Where somebody is led on to: a path of the office, whatever the address said."""
    is_ours = said.startswith("/") and not said.startswith("//") and said.isprintable() and "\\" not in said
    return said if is_ours else "/"
