"""The first column: the member at the counter, or the invitation to present a card."""

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout

from fidpos.ui.presenters.models import InviteModel, MemberModel
from fidpos.ui.screens.invite_panel import InvitePanel
from fidpos.ui.screens.member_panel import MemberPanel
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Surface


class MemberColumn(Surface):
    """Holds both, shows one."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._invite = InvitePanel(kit)
        self._member = MemberPanel(kit)
        self._stack = QStackedLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(20), px(20), px(20), px(20))
        outer.addLayout(self._stack)
        self._stack.addWidget(self._invite)
        self._stack.addWidget(self._member)

    def show_member(self, model: MemberModel | InviteModel) -> None:
        """Show the member, or invite one."""
        if isinstance(model, MemberModel):
            self._member.show_member(model)
            self._stack.setCurrentWidget(self._member)
        else:
            self._invite.show_invite(model)
            self._stack.setCurrentWidget(self._invite)
