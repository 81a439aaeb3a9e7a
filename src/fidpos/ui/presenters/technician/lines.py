"""Lists on the desk: nothing scrolls, so a long list has pages, and digits choose from the one shown."""

from dataclasses import dataclass

from fidpos.till.technician.view import Page, TechnicianView, WizardStep

DEVICES_ON_A_PAGE = 5
CHOICES_ON_A_PAGE = 6
CHOICES_IN_A_COLUMN = 3
ROWS_ON_A_PAGE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A list and the line chosen.

    Attributes:
        chosen: its index; -1 where none is.
        side_step: by how many lines the keys to the left and to the right lead.
    """

    count: int
    chosen: int
    on_a_page: int
    side_step: int

    @property
    def first(self) -> int:
        """Index of the first line shown."""
        return max(0, self.chosen) // self.on_a_page * self.on_a_page

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // self.on_a_page))

    @property
    def shown(self) -> range:
        """Indices of the lines shown."""
        return range(self.first, min(self.first + self.on_a_page, self.count))

    def digit(self, place: int) -> str:
        """What chooses this line of the page."""
        return str(place - self.first + 1)


def lines_on(desk: TechnicianView) -> Lines:
    """The list of the page that lies on the desk; a step without a list has no lines."""
    match desk.page:
        case Page.DEVICES:
            return _list(len(desk.devices), desk.chosen, DEVICES_ON_A_PAGE)
        case Page.PLUG_INS:
            return _list(len(desk.plug_ins), desk.chosen, ROWS_ON_A_PAGE)
        case Page.HEALTH:
            return _list(len(desk.checks), desk.chosen, ROWS_ON_A_PAGE)
        case Page.PRINTER:
            return _list(len(desk.printers), desk.chosen, ROWS_ON_A_PAGE)
        case Page.CENTRE | Page.PAIRING:
            return _list(0, 0, ROWS_ON_A_PAGE)
        case Page.WIZARD:
            wizard = desk.wizard
            if wizard is None:
                return _choices(0, 0)
            count = {WizardStep.KIND: len(wizard.kinds), WizardStep.DEVICE: len(wizard.devices)}
            return _choices(count.get(wizard.step, 0), wizard.chosen)


def line_picked(lines: Lines, digit: str) -> int | None:
    """The line that a digit chooses on the page shown."""
    place = lines.first + int(digit or "0") - 1
    return place if place in lines.shown else None


def _list(count: int, chosen: int, on_a_page: int) -> Lines:
    return Lines(count=count, chosen=_kept(chosen, count), on_a_page=on_a_page, side_step=on_a_page)


def _choices(count: int, chosen: int) -> Lines:
    return Lines(
        count=count,
        chosen=min(chosen, count - 1),
        on_a_page=CHOICES_ON_A_PAGE,
        side_step=CHOICES_IN_A_COLUMN,
    )


def _kept(chosen: int, count: int) -> int:
    return max(0, min(chosen, count - 1))
