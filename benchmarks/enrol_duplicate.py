"""enrol.duplicate: who has this phone or this name already, asked at each key of an enrolment.

`enrol.duplicate` is the question to the store for somebody who is there, against the bare statement over its
index. `enrol.key` is all that a key does before the screen is drawn: what was typed is read as a whole, with
the numbering plans and the grammar of addresses, then the store is asked for phone, address and both names.
"""

import statistics
from random import Random
from time import perf_counter

from benchmarks.cases.members import TODAY
from benchmarks.cases.store import store_of
from benchmarks.report import Emit, Figure
from fidpos.localdb.engine import Connection
from fidpos.localdb.search import ALIKE_MAX
from fidpos.localdb.store import LocalStore
from fidpos.till.enrol.typed import EMAIL, FAMILY_NAME, GIVEN_NAME, PHONE, Typed

MEMBERS = 100_000
TURNS = 400
_PHONES = "SELECT phone_key, family_name, given_name FROM members WHERE phone_key IS NOT NULL"
_BARE = "SELECT id, given_name, family_name, phone FROM members WHERE phone_key = ? ORDER BY id LIMIT ?"


def run(emit: Emit) -> None:
    """The question alone, then the whole key."""
    with store_of(MEMBERS, visits=0) as store:
        reader = store.database.reader()
        try:
            people = reader.connection.execute(_PHONES).fetchall()
            chosen = Random(7).sample(people, TURNS)
            emit(_question(store, reader.connection, [phone for phone, _, _ in chosen]))
            emit(_key(store, chosen))
        finally:
            reader.close()


def _question(store: LocalStore, connection: Connection, phones: list[str]) -> Figure:
    asked_us, bare_us = [], []
    for phone in phones:
        started = perf_counter()
        hits = store.members_reached_at(phone=f"+{phone}")
        asked_us.append((perf_counter() - started) * 1e6)
        assert hits
        started = perf_counter()
        rows = connection.execute(_BARE, (phone, ALIKE_MAX)).fetchall()
        bare_us.append((perf_counter() - started) * 1e6)
        assert len(rows) >= len(hits)
    return Figure(
        name="enrol.duplicate.100k",
        value=statistics.median(asked_us),
        unit="us",
        limit=statistics.median(bare_us),
        target="<= 3",
    )


def _key(store: LocalStore, people: list[tuple[str, str, str]]) -> Figure:
    taken_ms = []
    for phone, family_name, given_name in people:
        texts = {PHONE: f"+{phone}", FAMILY_NAME: family_name, GIVEN_NAME: given_name, EMAIL: "a@example.org"}
        started = perf_counter()
        profile = Typed(texts).read(country="FR", language="fr", today=TODAY, alone_from=15).profile
        store.members_reached_at(phone=profile.phone, email=profile.email)
        named = store.members_named(profile.given_name, profile.family_name)
        taken_ms.append((perf_counter() - started) * 1e3)
        assert named
    return Figure(
        name="enrol.key.100k", value=statistics.quantiles(taken_ms, n=20)[-1], unit="ms", target="<= 150"
    )
