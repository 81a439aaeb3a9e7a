"""Whatever is typed is stored as text or refused with a sentence; nothing of it is ever interpreted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.localdb.store import LocalStore
from fidpos.till.enrol.typed import Typed
from tests.helpers.counter import BERENICE
from tests.helpers.enrolling_till import EnrollingTill, enrolling_till
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import new_store

HOSTILE = (
    "🙂👩‍👩‍👧‍👦🇫🇷",
    "x" * 10_000,
    "🙂" * 10_000,
    "\u202eanomyzne\u2066\u2069\u200f",
    "<b onclick=alert(1)>Marie</b><img src=x>",
    "Robert'); DROP TABLE members; --",
    "{name} {0.__class__} %s %(a)s ${x}",
    "=cmd|'/C calc'!A0",
    "Ma\x00rie\x1b[2J\r\n\t\x7f",
    "\ufeff\u0000\ud7ff\ufffe",
    "e\u0301" * 30,
    " \u00a0\u3000 ",
)
NAMES = ("family_name", "given_name")
OTHERS = ("phone", "email", "birthday")
HOME = ("street", "postcode", "city", "spouse", "spouse_birthday")


def shown_ok(text: str) -> bool:
    return text == " ".join(text.split()) and text.isprintable() and len(text) <= 80


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_is_stored_clean_or_refused(text: str) -> None:
    till = enrolling_till().open()
    for key in NAMES:
        till.type(key, text)
    till.fill(given_name=text)

    if till.task.place == "enrol.check":
        till.enter()
        till.enter()
        profile = till.attached.profile
        assert shown_ok(profile.given_name)
        assert shown_ok(profile.family_name)
    else:
        assert any(each.fault is not None for each in till.form.fields)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("key", OTHERS)
def test_what_is_no_phone_address_or_day_is_refused_with_a_sentence(key: str, text: str) -> None:
    till = enrolling_till().open()
    till.type("given_name", "Lina")
    till.type(key, text)
    till.type("birthday", "" if key != "birthday" else text)

    if text.strip():
        assert till.task.place == "enrol.who"
        assert till.field(key).fault is not None
    else:
        assert till.task.place == "enrol.check"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_address_and_family_are_stored_clean_or_refused(text: str) -> None:
    till = enrolling_till().open()
    till.type("given_name", "Lina")
    till.press("f4")
    till.fill(street=text, postcode=text, city=text, spouse=text)

    if till.task.place == "enrol.home":
        assert any(each.fault is not None for each in till.form.fields)
    else:
        till.to_check()
        till.enter()
        till.enter()
        address = till.attached.profile.address
        assert address is None or shown_ok(address.street + address.city)


def test_fields_of_other_pages_and_unknown_ones_are_not_heard() -> None:
    till = enrolling_till().open()
    before = till.task
    for key in ("consent_sms", "street", "", "profile", "🙂", "phone\x00"):
        till.type(key, "1")

    assert till.task == before


@given(st.dictionaries(st.sampled_from([*NAMES, *OTHERS, *HOME]), st.text(max_size=100)))
def test_whatever_is_typed_can_be_read(texts: dict[str, str]) -> None:
    read = Typed(texts).read(country="FR", language="fr", today=FakeClock().now().date(), alone_from=15)

    profile = read.profile
    assert shown_ok(profile.given_name)
    assert shown_ok(profile.family_name)
    assert profile.phone == "" or profile.phone[1:].isdecimal()
    (profile.given_name + profile.family_name + profile.email).encode("utf-8")


@pytest.fixture
def real(tmp_path: Path) -> EnrollingTill:
    clock = FakeClock()
    store = new_store(tmp_path / "store.db", clock, BERENICE)
    return EnrollingTill(store=store, clock=clock)  # type: ignore[arg-type]  # as far as a form needs it


def test_the_encrypted_store_keeps_it_as_text_and_the_journal_keeps_none_of_it_in_clear(
    real: EnrollingTill,
) -> None:
    name = "Robert'); DROP TABLE members; --"
    real.enrol(given_name=name, family_name="<b>🙂", phone="0639980777", email="rob@example.org")

    member = real.attached
    assert (member.profile.given_name, member.profile.family_name) == (name, "<b>🙂")
    store: LocalStore = real.store  # type: ignore[assignment]
    reader = store.database.reader()
    bodies = b"".join(row[0] for row in reader.all("SELECT body FROM journal"))
    reader.close()
    store.close()
    for secret in ("Robert", "DROP", "🙂", "639980777", "rob@example", member.number):
        assert secret.encode() not in bodies
