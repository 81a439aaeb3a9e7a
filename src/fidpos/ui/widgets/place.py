"""Room that a hidden widget keeps, so that nothing moves when it comes back."""

from PySide6.QtWidgets import QWidget


def keep_place(widget: QWidget, *, is_kept: bool) -> None:
    """Whether the widget takes its room while it is hidden too."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(is_kept)
    widget.setSizePolicy(policy)
