"""What must hold after anything at all: the books, what was announced, and words for all that is said."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from uuid import UUID

from fidpos.localdb.engine import Connection, connect
from fidpos.localdb.journal import Head
from fidpos.localdb.verify import verify
from fidpos.paths import TillFolder, resources_dir
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, Message, TillState
from tests.helpers.announced import CLOSED
from tests.helpers.real_shop import keys_of

_VISITS = (
    "SELECT id, closed_at, business_day, currency, amount_minor, discount_minor, points, event_seq"
    "  FROM visits"
)
_ENTRIES = "SELECT * FROM ledger_entries"
_GIFT_ENTRIES = "SELECT * FROM gift_entries"


class Broken(AssertionError):
    """Something that must hold does not."""


class Examiner:
    """Hears every view (`hear`), and examines the store after each stretch (`examine`).

    Attributes:
        announced: visits that the screen said were closed.
        said: keys of all sentences that were shown.
    """

    def __init__(self, folder: TillFolder) -> None:
        self.announced: set[UUID] = set()
        self.said: set[str] = set()
        self._folder = folder
        self._texts = [Texts.load(resources_dir() / "translations", language) for language in ("fr", "en")]
        self._closing: UUID | None = None
        self._serial = 0
        self._head: Head | None = None
        self._known: dict[str, set[tuple[object, ...]]] = {}

    def begin_anew(self) -> None:
        """The till was started again: its banners count from the beginning."""
        self._closing, self._serial = None, 0

    def hear(self, views: Iterable[CheckoutView]) -> None:
        """What the till has shown."""
        for view in views:
            if view.state is TillState.CLOSING:
                self._closing = view.visit_id
            self._hear_banner(view)
            self.read(view)

    def read(self, shown: object) -> None:
        """Whatever it is, all that it says can be said."""
        for message in messages_in(shown):
            self._put_into_words(message)

    def examine(self) -> None:
        """Look into the store as it is now; nothing may be under way."""
        connection = connect(self._folder.store, keys_of(self._folder).store_key)
        try:
            report = verify(connection, known_head=self._head)
            if not report.holds:
                raise Broken(f"the books do not hold: {report}")
            self._head = report.chain.head
            for table in (_VISITS, _ENTRIES, _GIFT_ENTRIES):
                self._examine_rows(connection, table)
        finally:
            connection.close()
        recorded = {UUID(bytes=bytes(row[0])) for row in _as_bytes(self._known[_VISITS])}
        if not self.announced <= recorded:
            raise Broken(f"announced and not recorded: {self.announced - recorded}")

    def _examine_rows(self, connection: Connection, statement: str) -> None:
        rows = {tuple(row) for row in connection.execute(statement).fetchall()}
        gone = self._known.get(statement, set()) - rows
        if gone:
            raise Broken(f"gone or changed: {statement}: {sorted(map(repr, gone))[:3]}")
        self._known[statement] = rows

    def _hear_banner(self, view: CheckoutView) -> None:
        banner = view.banner
        if banner is None or banner.serial <= self._serial:
            return
        self._serial = banner.serial
        if banner.message.key in CLOSED and self._closing is not None:
            self.announced.add(self._closing)

    def _put_into_words(self, message: Message) -> None:
        """A sentence that lacks a value is complained of in the log, which is heard too."""
        for texts in self._texts:
            if not texts.has(message.key):
                raise Broken(f"no sentence for {message.key} in {texts.language}")
            if message.key not in self.said:
                texts.message(message)
        self.said.add(message.key)


def messages_in(shown: object) -> Iterator[Message]:
    """Every sentence in a view, however deep it lies."""
    if isinstance(shown, Message):
        yield shown
    elif isinstance(shown, tuple):
        for each in shown:
            yield from messages_in(each)
    elif is_dataclass(shown):
        for field in fields(shown):
            yield from messages_in(getattr(shown, field.name))


def _as_bytes(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[bytes, ...]]:
    for row in rows:
        assert isinstance(row[0], bytes)
        yield (row[0],)
