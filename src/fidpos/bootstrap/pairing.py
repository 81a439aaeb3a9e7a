"""How a till becomes a centre's, and alone again; each step can be killed and repeated.

The order is what keeps it whole. The fresh key is kept before the centre hears of it; the file that holds
the centre's answer makes the till paired, in one step (`sync.kept_pairing`); the store follows the file, now
or at the next start. What the till recorded before stays in its journal and goes to the centre under the new
name. Decision 0016 says what may be paired and why.
"""

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from fidpos.bootstrap.conversation import SOFTWARE
from fidpos.domain.clock import Clock, ShopCalendar
from fidpos.domain.errors import FidposError, InvalidValue, KeyStoreError, StoreError
from fidpos.domain.money import Currency
from fidpos.domain.shop import TillIdentity
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.logs.redaction import Code
from fidpos.rules.fingerprint import programme_fingerprint
from fidpos.sync.client import CentreAddress, HttpDoor, HttpLine
from fidpos.sync.kept_pairing import Begun, Kept, Pairing, PairingFile, PairingUnreadable
from fidpos.sync.pairing import (
    NewTill,
    UnsentEvents,
    check_nothing_waits,
    has_told_nothing,
    new_private_key,
    pair,
)
from fidpos.sync.ports import CentreAway, CentreRefused
from fidpos.sync.tls import not_yet_known
from fidpos.till.centre_link import PAIRING_LIMIT_S, PairingRefusal, PairingRefused
from fidpos.wire.sync.pairing import NAME_MAX, NotPaired, Published, Welcome
from fidpos.wire.sync.pairing_code import PairingCode, read_code
from fidpos.wire.sync.refusal import RefusalCode

log = logging.getLogger(__name__)

_ANSWER_S = PAIRING_LIMIT_S / 2 - 4
"""For each of the two answers of a pairing; what is left is for the centre before."""

_REFUSALS = {
    RefusalCode.CODE_REFUSED: PairingRefusal.CODE_REFUSED,
    RefusalCode.TOO_MANY: PairingRefusal.TRY_LATER,
    RefusalCode.BUSY: PairingRefusal.TRY_LATER,
}


class NotDone(FidposError):
    """The till was not paired, or not unpaired; what it was before, it still is."""

    code = "pairing_refused"

    def __init__(self, reason: PairingRefusal, *, waiting: int = 0) -> None:
        super().__init__(reason.value)
        self.said = PairingRefused(reason=reason, waiting=waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """To be paired: with whom, by which code, under which name."""

    address: CentreAddress
    code: PairingCode
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingPlace:
    """A till that can be paired: where its pairing is kept, and its store unless it has none yet."""

    file: PairingFile
    store: LocalStore | None
    clock: Clock


def wish(address: str, code: str, name: str) -> Wish:
    """What was typed, understood; a scanned code may name the address.

    Raises:
        NotDone: something of it cannot be.
    """
    try:
        read = read_code(code)
    except InvalidValue:
        raise NotDone(PairingRefusal.BAD_CODE) from None
    try:
        where = CentreAddress(url=(address.strip() or read.address).rstrip("/"))
    except InvalidValue:
        raise NotDone(PairingRefusal.BAD_ADDRESS) from None
    named = " ".join(name.split())
    if not 0 < len(named) <= NAME_MAX or not named.isprintable():
        raise NotDone(PairingRefusal.BAD_NAME)
    return Wish(address=where, code=read, name=named)


def pair_till(place: PairingPlace, wished: Wish, *, make_store: Callable[[TillIdentity], None]) -> Pairing:
    """Make the till the centre's; takes at most `PAIRING_LIMIT_S`.

    Args:
        place: of the till.
        wished: see `wish`.
        make_store: makes the store of a till that has none.

    Raises:
        NotDone: it is not; nothing but a key for the next try was kept.
    """
    try:
        kept = kept_or_nothing(place.file)
        if place.store is not None:
            _check_before(place.store, kept, wished, place.clock)
        begun = _begun(place.file, kept, wished.code)
        welcome = _ask(wished, begun)
        identity = identity_of(welcome)
        if place.store is None:
            make_store(identity)
        else:
            _check_after(place.store, kept, identity, welcome, place.clock)
        pairing = Pairing(
            address=wished.address.url,
            number=wished.code.merchant,
            private_key=begun.private_key,
            welcome=msgspec.structs.replace(welcome, programmes=()),  # They only decide whether to pair.
            has_own_staff=_has_own_staff(place.store, kept),
        )
        place.file.write(Kept(pairing=pairing))
        if place.store is not None:
            follow(place.store, pairing)
            with closing(_seen_by_sync(place.store, place.clock)) as seen:
                seen.heard_out()  # Whoever made the code did so minutes ago.
    except (StoreError, KeyStoreError) as fault:
        log.warning("the pairing could not be kept: %s", Code(fault.code))
        raise NotDone(PairingRefusal.STORE_FAULT) from fault
    log.info("paired")
    return pairing


def unpair_till(place: PairingPlace) -> None:
    """Alone from now on; people and members stay known.

    Raises:
        NotDone: events wait for the centre.
    """
    try:
        kept = place.file.read()
        if kept.pairing is None:
            return
        if place.store is not None:
            _check_nothing_waits(place.store, place.clock)
        place.file.write(Kept(former=kept.pairing))
    except (StoreError, KeyStoreError) as fault:
        raise NotDone(PairingRefusal.STORE_FAULT) from fault
    log.info("unpaired")


def kept_or_nothing(file: PairingFile) -> Kept:
    """What is kept; a till whose pairing cannot be read any more is alone until it is paired again.

    Raises:
        KeyStoreError: others can read the file, or the disk does not give it.
    """
    try:
        return file.read()
    except PairingUnreadable:
        log.exception("what was kept of the pairing does not open")
        return Kept()


def follow(store: LocalStore, pairing: Pairing) -> None:
    """The store becomes what the pairing says, unless it is already: after a kill, a restore, a pairing.

    From then on the store itself tells that it is a merchant's, whatever becomes of the file.

    Raises:
        StoreError: it cannot be written.
    """
    there, told = store.identity(), identity_of(pairing.welcome)
    ours = (there.merchant_id, there.shop_id, there.till_id)
    if ours != (told.merchant_id, told.shop_id, told.till_id) or not store.was_paired():
        store.become(told)


def identity_of(welcome: Welcome) -> TillIdentity:
    """What the till is from now on.

    Raises:
        NotDone: the centre names a currency or a zone that this program does not know.
    """
    hours, minutes = divmod(welcome.day_starts_minute, 60)
    try:
        return TillIdentity(
            merchant_id=welcome.merchant_id,
            merchant_name=welcome.merchant_name,
            merchant_code=welcome.merchant_code,
            card_name=welcome.card_name,
            shop_id=welcome.shop_id,
            shop_name=welcome.shop_name,
            till_id=welcome.till_id,
            till_name=welcome.till_name,
            currency=Currency.of(welcome.currency),
            calendar=ShopCalendar(zone=ZoneInfo(welcome.zone), day_starts_at=time(hours, minutes)),
        )
    except (InvalidValue, ValueError, ZoneInfoNotFoundError):
        log.exception("the centre's welcome cannot be used")
        raise NotDone(PairingRefusal.UNEXPECTED) from None


def _begun(file: PairingFile, kept: Kept, code: PairingCode) -> Begun:
    """The key for this code, kept before the first try; the same one for each further try."""
    if kept.begun is not None and kept.begun.code == code.secret_hash:
        return kept.begun
    begun = Begun(code=code.secret_hash, private_key=new_private_key())
    file.write(msgspec.structs.replace(kept, begun=begun))
    return begun


def _ask(wished: Wish, begun: Begun) -> Welcome:
    till = NewTill(private_key=begun.private_key, name=wished.name, software=SOFTWARE)
    try:
        with HttpLine(wished.address, not_yet_known(), whole_s=_ANSWER_S) as line:
            return pair(HttpDoor(line), wished.code, till)
    except CentreAway as fault:
        log.info("no centre there: %s", fault)
        raise NotDone(PairingRefusal.NOBODY_ANSWERS) from None
    except NotPaired:
        raise NotDone(PairingRefusal.NOT_THE_CENTRE) from None
    except CentreRefused as fault:
        log.warning("the centre refuses to pair: %s", Code(fault.refusal.code))
        raise NotDone(_REFUSALS.get(fault.refusal.code, PairingRefusal.UNEXPECTED)) from None


def _check_before(store: LocalStore, kept: Kept, wished: Wish, clock: Clock) -> None:
    """What can be known before the code's secret is told."""
    if not store.identity().production:
        raise NotDone(PairingRefusal.DEMONSTRATION)
    if kept.pairing is None or kept.pairing.is_with(wished.code):
        return
    if wished.code.names(kept.pairing.welcome.keys):
        raise NotDone(PairingRefusal.OTHER_MERCHANT)
    _check_nothing_waits(store, clock)


def _check_nothing_waits(store: LocalStore, clock: Clock) -> None:
    with closing(_seen_by_sync(store, clock)) as seen:
        try:
            check_nothing_waits(seen)
        except UnsentEvents as fault:
            raise NotDone(PairingRefusal.UNSENT_EVENTS, waiting=fault.waiting) from None


def _check_after(store: LocalStore, kept: Kept, told: TillIdentity, welcome: Welcome, clock: Clock) -> None:
    """What only the centre's answer shows. By then it knows a new till, which the next try will be."""
    before = kept.pairing or kept.former
    with closing(_seen_by_sync(store, clock)) as seen:
        is_fresh = has_told_nothing(seen)
    if before is not None:
        if before.welcome.merchant_id != told.merchant_id:
            raise NotDone(PairingRefusal.OTHER_MERCHANT)
        return
    own = store.identity()
    if store.was_paired() and own.merchant_id != told.merchant_id:
        raise NotDone(PairingRefusal.OTHER_MERCHANT)
    if not is_fresh and (own.merchant_code, own.currency) != (told.merchant_code, told.currency):
        raise NotDone(PairingRefusal.OTHER_MERCHANT)
    published = set(welcome.programmes)
    mine = {Published(version, programme_fingerprint(one)) for version, one in store.programmes().items()}
    if not mine <= published:
        raise NotDone(PairingRefusal.PROGRAMME_CLASH)


def _seen_by_sync(store: LocalStore, clock: Clock) -> LocalSyncStore:
    return LocalSyncStore(store.database, store.origin, clock)


def _has_own_staff(store: LocalStore | None, kept: Kept) -> bool:
    before = kept.pairing or kept.former
    if before is not None:
        return before.has_own_staff
    return store is not None and bool(store.staff())
