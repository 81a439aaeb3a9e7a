"""The steps of a sale, as the screen names them."""

from fidpos.till.view import Message

SALE_STEPS = tuple(
    Message(key=f"task.gift.step.{name}") for name in ("amount", "card", "check", "ticket", "done")
)
