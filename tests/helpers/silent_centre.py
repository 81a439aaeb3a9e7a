"""A centre that has not been heard for as long as a test says, and the small shop at such a till."""

from dataclasses import dataclass
from datetime import timedelta

from fidpos.till.contact import Contact
from fidpos.till.technician.ports import ReaderBench
from fidpos.till.workplace import Workplace
from tests.helpers.counter import Counter, counter
from tests.helpers.paper_workshop import PaperWorkshop
from tests.helpers.scripted_bench import ScriptedBench
from tests.helpers.scripted_link import ScriptedLink

DAY = timedelta(days=1)


@dataclass
class Silence:
    """`till.contact.Hears`."""

    lasting: timedelta = timedelta()

    def unheard_for(self) -> timedelta:
        return self.lasting


def away_for(
    silence: Silence | None,
    *,
    bench: ReaderBench | None = None,
    link: ScriptedLink | None = None,
    cards: list[str] | None = None,
) -> Counter:
    """The shop's till, nobody signed in; None for a till that never had a centre."""
    at = counter(signed_in=False)
    at.workplace = Workplace(
        contact=Contact(silence),
        bench=bench or ScriptedBench(),
        link=link or ScriptedLink(),
        workshop=PaperWorkshop(cards or []),
    )
    at.start()
    return at
