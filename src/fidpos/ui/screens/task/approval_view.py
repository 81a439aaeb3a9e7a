"""A manager's word: who gives it, then their PIN."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import PadModel
from fidpos.ui.presenters.task.models import ApproverModel, ManagersModel
from fidpos.ui.presenters.task.pages import TILES_ON_A_PAGE
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.keypad import Keypad
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pin_dots import PinDots
from fidpos.ui.widgets.staff_tile import StaffTileButton
from fidpos.ui.widgets.surface import Avatar, Skin, Surface
from fidpos.ui.widgets.text import CENTRE, FitText

_IN_A_ROW = 3
_WHY = Skin(fill=Colour.WARNING_SOFT, border=Colour.WARNING_LINE, radius=Radius.KEY)


class ManagersView(QWidget):
    """What is to be approved, and one tile a manager."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._why = _Why(kit)
        self._tiles = [StaffTileButton(kit) for _ in range(TILES_ON_A_PAGE)]
        self._empty = Empty(kit, "user-round")
        grid = QGridLayout()
        grid.setSpacing(px(10))
        for place, tile in enumerate(self._tiles):
            grid.addWidget(tile, *divmod(place, _IN_A_ROW))
        for column in range(_IN_A_ROW):
            grid.setColumnStretch(column, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(12))
        lines.addWidget(self._why)
        lines.addLayout(grid)
        lines.addWidget(self._empty, 1)
        lines.addStretch(1)

    def show_managers(self, model: ManagersModel) -> None:
        """Show who may approve."""
        self._why.say(model.why)
        self._empty.say(model.empty)
        self._empty.setVisible(not model.tiles)
        for place, tile in enumerate(self._tiles):
            tile.setVisible(place < len(model.tiles))
            if place < len(model.tiles):
                tile.show_tile(model.tiles[place])


class ApproverView(QWidget):
    """Who it is and the places of the PIN at the left, the pad at the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._why = _Why(kit)
        self._avatar = Avatar(kit, 52, TextStyle.HEADING)
        self._name = FitText(kit, TextStyle.TITLE, lines=2, hug=True)
        self._role = FitText(kit, TextStyle.BODY, Colour.INK_SOFT)
        self._title = FitText(kit, TextStyle.STRONG, Colour.INK_SOFT, align=CENTRE)
        self._dots = PinDots(kit)
        self._pad = Keypad(kit)
        self._pad.show_pad(PadModel(corner=""))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._role)
        who = QHBoxLayout()
        who.setSpacing(px(14))
        who.addWidget(self._avatar)
        who.addLayout(names, 1)
        left = QVBoxLayout()
        left.setSpacing(px(8))
        left.addWidget(self._why)
        left.addStretch(1)
        left.addLayout(who)
        left.addStretch(1)
        left.addWidget(self._title)
        left.addWidget(self._dots)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self._pad)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(24))
        row.addLayout(left, 1)
        row.addLayout(right, 1)

    def show_approver(self, model: ApproverModel) -> None:
        """Show the manager, and how much is typed."""
        self._why.say(model.why)
        self._avatar.say(model.initials)
        self._name.say(model.name)
        self._role.say(model.role)
        self._title.say(model.title)
        self._dots.show_typed(model.filled, model.places)


class _Why(Surface):
    """What is to be approved."""

    HEIGHT = 60

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _WHY)
        px = kit.theme.px
        self.setFixedHeight(px(self.HEIGHT))
        self._words = FitText(kit, TextStyle.STRONG, Colour.WARNING, lines=2)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), 0, px(14), 0)
        row.setSpacing(px(12))
        row.addWidget(Icon(kit, "message-circle-question-mark", Colour.WARNING, 24))
        row.addWidget(self._words, 1)

    def say(self, why: str) -> None:
        self._words.say(why)
