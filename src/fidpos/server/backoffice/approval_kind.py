"""What a kind of approval is: what it says of itself, and what is done once a second person agreed."""

from collections.abc import Callable
from dataclasses import dataclass

from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.message import Message
from fidpos.server.db.work import Work
from fidpos.server.services.approving import Approval

Describe = Callable[[Asked, Work, Approval], Message]
"""In one sentence, for who decides: what would be done, to whom, for how much."""
CarryOut = Callable[[Asked, Work, Approval], None]
"""Does it, in the transaction of the decision; writes down what it did.

Raises:
    NotNow: it cannot be done as things are by now; the decision is not taken either.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalKind:
    """A kind of what a second person decides.

    Attributes:
        name: its key; `office.approval.<name>` is its word.
        describe: see `Describe`.
        carry_out: see `CarryOut`.
        refused: what is undone when it is not wanted; nothing for most.
    """

    name: str
    describe: Describe
    carry_out: CarryOut
    refused: CarryOut = lambda _asked, _work, _approval: None
