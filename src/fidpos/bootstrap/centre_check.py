"""What `fidpos doctor` says of the till's centre: whether it answers, what waits for it, whose clock is off.

A running till says how it stands. Beside it, or without it, the centre is asked for its public keys, which
anybody may: nothing is sent that could change anything.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from fidpos.bootstrap.conversation import address_of
from fidpos.bootstrap.machine_checks import check_line, said_line
from fidpos.bootstrap.store import load_keys, pairing_file
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError, KeyStoreError
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.paths import TillFolder
from fidpos.sync.client import HttpLine, Response, answer_in
from fidpos.sync.kept_pairing import Pairing
from fidpos.sync.ports import CentreAway
from fidpos.sync.status import waiting_in
from fidpos.till.centre_link import CentreStanding, LinkState, Trouble
from fidpos.till.centre_words import standing_words
from fidpos.till.technician.view import CheckLine
from fidpos.till.view import Lamp, Message
from fidpos.wire.sync.pairing import KEYS_PATH
from fidpos.wire.sync.pairing_code import PublicKeys

ANSWER_S = 5.0
CLOCK_OFF = timedelta(minutes=1)
"""A till whose clock is off by more still speaks with its centre; its days and hours are wrong."""


def check_centre(folder: TillFolder, clock: Clock, running: CentreStanding | None) -> Iterator[CheckLine]:
    """The lines of a till that has a store and keys.

    Args:
        folder: of the till.
        clock: ours.
        running: how the till stands that runs in this program; None beside it.
    """
    if running is not None:
        yield from _of_running(running, clock.now())
        return
    try:
        pairing = pairing_file(folder, load_keys(folder)).read().pairing
    except KeyStoreError:
        yield from _of_running(CentreStanding(state=LinkState.ATTENTION, trouble=Trouble.KEYS), clock.now())
        return
    if pairing is None:
        yield from _of_running(CentreStanding(), clock.now())
        return
    yield from _asked(pairing, clock)
    yield from _waiting_beside(folder, clock)


def _of_running(standing: CentreStanding, now: datetime) -> Iterator[CheckLine]:
    words = standing_words(standing, now)
    hint = words.hint if words.lamp is Lamp.WARNING else None
    yield said_line("centre", words.lamp, words.message, hint)
    if not standing.is_paired:
        return
    yield _waiting(standing.waiting, standing.waiting_since)
    if standing.clock_offset is not None:
        yield _clock(standing.clock_offset)


def _asked(pairing: Pairing, clock: Clock) -> Iterator[CheckLine]:
    try:
        with HttpLine(address_of(pairing), whole_s=ANSWER_S) as line:
            response = line.send("GET", KEYS_PATH)
        keys = answer_in(response, PublicKeys)
    except CentreAway:
        hint = Message(key="hint.doctor.centre.silent")
        yield check_line("centre", Lamp.WARNING, "doctor.centre.silent", hint, address=pairing.address)
        return
    if keys != pairing.welcome.keys:
        hint = Message(key="hint.doctor.centre.other")
        yield check_line("centre", Lamp.WARNING, "doctor.centre.other", hint, address=pairing.address)
        return
    yield check_line("centre", Lamp.OK, "doctor.centre.answers", address=pairing.address)
    told = _date(response)
    if told is not None:
        yield _clock(told - clock.now())


def _date(response: Response) -> datetime | None:
    """To the second, as any server says it (RFC 9110, section 6.6.1)."""
    try:
        return parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None


def _waiting_beside(folder: TillFolder, clock: Clock) -> Iterator[CheckLine]:
    """What is beyond the last acknowledgement; that a store does not open is said elsewhere."""
    try:
        store = LocalStore.open(folder.store, load_keys(folder).keys.store_key, clock)
    except FidposError:
        return
    with closing(store), closing(LocalSyncStore(store.database, store.origin, clock)) as seen:
        waiting, since = waiting_in(seen)
    yield _waiting(waiting, since)


def _waiting(count: int, since: datetime | None) -> CheckLine:
    if since is None:
        return check_line("waiting", Lamp.OK, "doctor.waiting.nothing")
    return check_line("waiting", Lamp.OFF, "doctor.waiting.events", count=count, at=since)


def _clock(offset: timedelta) -> CheckLine:
    seconds = round(offset.total_seconds())
    if abs(offset) > CLOCK_OFF:
        hint = Message(key="hint.doctor.clock")
        return check_line("centre_clock", Lamp.WARNING, "doctor.centre_clock.off", hint, seconds=seconds)
    return check_line("centre_clock", Lamp.OK, "doctor.centre_clock.right", seconds=seconds)
