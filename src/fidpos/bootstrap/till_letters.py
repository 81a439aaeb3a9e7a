"""Letters of the till in a folder: written onto a stick, and the reply read from it."""

from contextlib import closing
from functools import partial
from pathlib import Path

from fidpos.bootstrap.instance import holding
from fidpos.bootstrap.store import OpenStore, open_store
from fidpos.bootstrap.whole_file import opened_to_read, whole_file
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.paths import TillFolder
from fidpos.sync.kept_pairing import Pairing
from fidpos.sync.letters import Applied, Writer, Written, apply_reply, write_letter
from fidpos.sync.outgoing import Outgoing
from fidpos.wire.sync.subject_key import seal_subject_key


class NotPairedYet(FidposError):
    """The till has no centre to write to."""

    code = "not_paired_yet"


def write_letter_of(folder: TillFolder, to: Path, clock: Clock) -> Written:
    """Everything that the centre is not known to have.

    Raises:
        FolderInUse: the till is running.
        NotPairedYet: see there.
        FidposError: the store cannot be opened, or the file not written.
    """
    with holding(folder):
        opened = open_store(folder, clock)
        try:
            pairing = _pairing(opened)
            outgoing = Outgoing(partial(seal_subject_key, pairing.welcome.keys.box), with_hashes=True)
            with closing(_seen_by_sync(opened, clock)) as store, whole_file(to) as file:
                return write_letter(store, _writer(pairing), outgoing, clock, file)
        finally:
            opened.store.close()


def read_reply_of(folder: TillFolder, reply: Path, clock: Clock) -> Applied:
    """What others did, made our own.

    Raises:
        FolderInUse: the till is running.
        NotPairedYet, LetterRefused, ReplyTooOld: see there.
        FidposError: the store cannot be opened or written.
    """
    with holding(folder):
        opened = open_store(folder, clock)
        try:
            pairing = _pairing(opened)
            with closing(_seen_by_sync(opened, clock)) as store, opened_to_read(reply) as file:
                return apply_reply(store, _writer(pairing), file)
        finally:
            opened.store.close()


def _pairing(opened: OpenStore) -> Pairing:
    pairing = opened.paired.pairing
    if pairing is None:
        raise NotPairedYet("there is no centre")
    return pairing


def _writer(pairing: Pairing) -> Writer:
    welcome = pairing.welcome
    return Writer(
        merchant_id=welcome.merchant_id,
        till_id=welcome.till_id,
        private_key=pairing.private_key,
        keys=welcome.keys,
    )


def _seen_by_sync(opened: OpenStore, clock: Clock) -> LocalSyncStore:
    return LocalSyncStore(opened.store.database, opened.store.origin, clock)
