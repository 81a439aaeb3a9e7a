"""A till whose readers nobody can handle: a session without devices, such as a benchmark's."""

from fidpos.domain.ids import StaffId
from fidpos.till.technician.ports import Candidate, Tell
from fidpos.till.technician.view import PlugInLine


class NoBench:
    """The `ReaderBench` on which nothing lies; it never tells anything."""

    test_code = ""

    def open(self, tell: Tell) -> None:
        """There is nothing to tell."""

    def close(self) -> None:
        """Nothing was begun."""

    def survey(self) -> None:
        """Nothing is plugged in."""

    def try_out(self, candidate: Candidate) -> None:
        """There is nothing to listen to."""

    def end_trial(self) -> None:
        """Nothing was tried."""

    def save(self, candidate: Candidate) -> None:
        """There are no settings."""

    def remove(self, reader: str) -> None:
        """There is no reader."""

    def feedback(self, reader: str, device: str) -> None:
        """There is neither light nor buzzer."""

    def list_plug_ins(self) -> None:
        """There are none."""

    def approve(self, plug_in: PlugInLine, *, by: StaffId) -> None:
        """There is nothing to allow."""

    def check(self) -> None:
        """There is nothing to check."""

    def export(self) -> None:
        """There is nothing to write."""
