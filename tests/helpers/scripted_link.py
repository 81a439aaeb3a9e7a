"""A link that notes what the desk asks of it, and tells the desk what a test says."""

from dataclasses import dataclass, field

from fidpos.till.centre_link import CentreStanding, LinkNews, StandingTold, TellLink


@dataclass
class ScriptedLink:
    """`CentreLink` for tests.

    Attributes:
        stands: what the desk is told when it opens.
        asked: what the desk asked, in order, with its arguments.
    """

    stands: CentreStanding = field(default_factory=CentreStanding)
    asked: list[tuple[object, ...]] = field(default_factory=list)
    _tell: TellLink | None = None

    def tell(self, news: LinkNews) -> None:
        """Say it to the desk, if somebody listens."""
        if self._tell is not None:
            self._tell(news)

    def tell_standing(self, standing: CentreStanding) -> None:
        """The standing changed."""
        self.stands = standing
        self.tell(StandingTold(standing=standing))

    def standing(self) -> CentreStanding:
        return self.stands

    def open(self, tell: TellLink) -> None:
        self._tell = tell
        self.tell(StandingTold(standing=self.stands))

    def close(self) -> None:
        self._tell = None
        self.asked.append(("close",))

    def list_waiting(self) -> None:
        self.asked.append(("list_waiting",))

    def try_now(self) -> None:
        self.asked.append(("try_now",))

    def pair(self, address: str, code: str, till_name: str) -> None:
        self.asked.append(("pair", address, code, till_name))

    def unpair(self) -> None:
        self.asked.append(("unpair",))
