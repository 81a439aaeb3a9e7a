"""A PC for the assistant that does nothing by itself: it remembers what it was asked for."""

from dataclasses import dataclass, field

from fidpos.till.first_run.assistant import Assistant
from fidpos.till.first_run.ports import ProgrammeOffer
from fidpos.till.first_run.shop import Begun, NewShop
from fidpos.till.task.view import TaskView
from fidpos.till.view import CheckoutView
from fidpos.vault.pins import is_weak
from tests.helpers.fake_clock import FakeClock

OFFERS = (
    ProgrammeOffer(code="points_and_tiers", rules=("1 point par euro", "Statut Ambre : points ×1,25")),
    ProgrammeOffer(code="stamp_card", rules=("Un tampon par boisson chaude",)),
)


@dataclass
class ScriptedPlace:
    """See `till.first_run.ports.Place`.

    Attributes:
        made: shops that were to be made.
        paired: what was to be paired.
        stops: how often the making was to stop.
        opened: how often the till was to be opened.
    """

    language: str = "fr"
    has_centre_programs: bool = True
    kept: Begun | None = None
    readers: tuple[str, ...] = ("ACS ACR122U",)
    made: list[NewShop] = field(default_factory=list)
    paired: list[tuple[str, str, str]] = field(default_factory=list)
    stops: int = 0
    opened: int = 0
    languages: tuple[str, ...] = ("fr", "en")
    centre_folder: str = "/home/caisse/fidpos/till-centre"

    def speak(self, language: str) -> None:
        self.language = language

    def usual_till_name(self) -> str:
        return "Terminal 1"

    def begun(self) -> Begun | None:
        return self.kept

    def programmes(self) -> tuple[ProgrammeOffer, ...]:
        return OFFERS

    def devices(self) -> tuple[str, ...]:
        return self.readers

    def new_merchant_code(self) -> str:
        return "4711"

    def is_weak_pin(self, pin: str) -> bool:
        return is_weak(pin)

    def make(self, shop: NewShop) -> None:
        self.made.append(shop)

    def stop_making(self) -> None:
        self.stops += 1

    def pair(self, *, address: str, code: str, till_name: str) -> None:
        self.paired.append((address, code, till_name))

    def open_till(self) -> None:
        self.opened += 1


@dataclass
class FirstRun:
    """The assistant on such a PC, and everything it published."""

    place: ScriptedPlace = field(default_factory=ScriptedPlace)
    seen: list[CheckoutView] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.assistant = Assistant(self.place, FakeClock(), self.seen.append)

    @property
    def view(self) -> TaskView:
        task = self.assistant.view().task
        assert task is not None
        return task

    @property
    def at(self) -> str:
        """Which page is on."""
        return self.view.place
