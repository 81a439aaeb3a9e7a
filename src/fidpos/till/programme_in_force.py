"""The programme by which the till computes: taken up when it begins, and kept while a checkout is open."""

from fidpos.rules.engine import CompiledProgramme, compile_programme
from fidpos.till.ports import TillStore


class ProgrammeInForce:
    """Of one session.

    Attributes:
        compiled: as of the last time that it was taken up.

    Raises:
        StoreError: the store has no programme.
    """

    def __init__(self, store: TillStore) -> None:
        self._store = store
        self.compiled: CompiledProgramme = compile_programme(store.programme())

    def take_up(self) -> None:
        """The one that has begun by now, whether the centre can be reached or not.

        Raises:
            StoreError: the store cannot be read; the programme stays.
        """
        programme = self._store.programme()
        if programme.version != self.compiled.programme.version:
            self.compiled = compile_programme(programme)
