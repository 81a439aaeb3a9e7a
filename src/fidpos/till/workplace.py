"""What stands around the till besides its store: benches on which things are set up or made, its centre."""

from dataclasses import dataclass, field

from fidpos.till.centre_link import CentreLink, NoLink
from fidpos.till.new_card import CardWorkshop, NoWorkshop
from fidpos.till.stored_value import StoredValue
from fidpos.till.strangers import Abroad
from fidpos.till.technician.no_bench import NoBench
from fidpos.till.technician.ports import ReaderBench


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Each may be missing; the till then says what cannot be done here."""

    bench: ReaderBench = field(default_factory=NoBench)
    workshop: CardWorkshop = field(default_factory=NoWorkshop)
    link: CentreLink = field(default_factory=NoLink)
    stored_value: StoredValue | None = None
    abroad: Abroad | None = None
