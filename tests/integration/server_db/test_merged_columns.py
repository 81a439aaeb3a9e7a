"""Every column that can name a member, an account or a relative: a merge re-points it, or here is why not."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from msgspec import structs
from psycopg import connect
from psycopg.sql import SQL, Identifier

from fidpos.domain.ids import RelativeId
from fidpos.domain.member import Channel, Profile, Relation, Relative, TierStanding
from fidpos.server.db.protection import OF_NOBODY
from fidpos.server.db.tables import metadata
from fidpos.server.db.tables.schema import ID
from fidpos.wire.events import MemberEnrolled, RuleUseBody
from tests.helpers.centre_acts import ask, bought, enrolled, merge, points
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import InPostgres, Office, postgres_office
from tests.helpers.fake_clock import FakeClock

REPOINTED = (
    "accounts.merged_into",
    "cards.holder_id",
    "cards.member_id",
    "lots.account_id",
    "members.account_id",
    "members.merged_into",
    "reward_holds.subject_id",
    "rule_uses.member_id",
    "visits.member_id",
    "vouchers.member_id",
)
STAYS = {
    "accounts.parted_from": "where it began stays true",
    "approvals.beneficiary_id": "what was asked for stays written",
    "approvals.subject_id": "what was asked for stays written",
    "accounts.id": "the account stays, empty, and leads to the other one",
    "audit.detail": "what was done stays written",
    "audit.subject_id": "what was done stays written",
    "balances.account_id": "what it came to is moved by an entry out and an entry in",
    "cashier_signs.subject_id": "what a cashier did stays written; pages follow the redirect",
    "consents.member_id": "statements are written once; who remains has a copy",
    "consents.sealed_for": "whose key opens the parent's name; it stays until whoever remains is forgotten",
    "contacts.member_id": "a merge is an act of the office; the later of the two counts once they buy again",
    "day_aggregates.member_id": "added to the days of who remains, and emptied",
    "erasures.member_id": "who was erased is not merged",
    "feed.key": "tills hear of both: of the one who remains and of the redirect",
    "ledger_entries.account_id": "entries stay where they were booked",
    "lifetimes.member_id": "added to the sums of who remains, and emptied",
    "member_shops.member_id": "the shops hold who remains as well, and hear of the redirect",
    "mails.subject_id": "whose key opens what waits to be sent",
    "member_values.member_id": "computed anew each night, from the days of who remains",
    "member_months.member_id": "added to the months of who remains, and gone",
    "members.id": "the member stays as a redirect",
    "members.profile": "a redirect keeps who the member said to be",
    "one_time_codes.subject_id": "a code lives for minutes",
    "privacy_requests.member_id": "what was asked for stays written",
    "reviews.detail": "the office looks up who remains",
    "reviews.subject_id": "the office looks up who remains",
    "server_journal.account_id": "a journal is never rewritten",
    "staff_versions.own_member_id": "a till follows the redirect when somebody signs in",
    "subject_keys.subject_id": "opens what journals sealed of the one who is gone",
    "tier_history.member_id": "a history is written once; who remains gets an entry of their own",
}
OF_SOMETHING_ELSE = frozenset(
    {
        *("merchant_id", "id", "shop_id", "till_id", "staff_id", "operator_id", "actor_id", "place"),
        *("made_by", "closed_by", "issued_by", "published_by", "granted_by", "settled_by", "only_at"),
        *("event_id", "visit_id", "cause_id", "given_by", "used_by", "entry_id", "lot_id", "reverses"),
        *("gift_card_id", "hold_id", "allowance_id", "same_as", "origin_lineage"),
        *("lineage", "base_lineage", "epoch", "head_epoch", "boot_id"),
        *("run_id", "job_id", "taken_by", "answered_by", "asked_by", "decided_by", "agreed_by"),
        *("cancelled_by", "changed_by", "checked_by_job", "done_by_job"),
        *("person_id", "of_merchant", "visiting", "valuation_id"),
    }
)
"""Names of columns that never name a member, an account or a relative."""


@pytest.fixture
def office() -> Iterator[Office]:
    with postgres_office(FakeClock()) as made:
        yield made


def test_each_column_with_an_id_is_repointed_or_has_a_reason_or_names_something_else() -> None:
    columns = {
        f"{table.name}.{column.name}": column.name
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, type(ID))
    }

    unjudged = {
        place
        for place, name in columns.items()
        if place not in {*REPOINTED, *STAYS} and name not in OF_SOMETHING_ELSE
    }
    assert unjudged == set()
    assert set(REPOINTED) <= columns.keys()
    assert set(REPOINTED).isdisjoint(STAYS)


def test_nothing_names_the_one_who_is_gone_but_what_has_a_reason_to(office: Office) -> None:
    told = Happenings(office.clock)
    mine, theirs = (
        Relative(id=RelativeId(told.new_id()), relation=Relation.CHILD, given_name="Ida") for _ in range(2)
    )
    zoe, twin = (
        enrolled(office, told, profile=Profile(given_name="Z", family_name="M", household=(child,)))
        for child in (mine, theirs)
    )
    _live(office, told, twin, theirs)
    gone = {twin.member_id, twin.account_id, theirs.id}
    assert set(REPOINTED) <= _naming(office, gone)

    merge(office, zoe, twin)

    left = _naming(office, gone)
    assert left <= STAYS.keys()


def _live(office: Office, told: Happenings, twin: MemberEnrolled, child: Relative) -> None:
    """Leave something of the member in every table that names one."""
    former = enrolled(office, told)
    merge(office, twin, former)
    office.tell(
        structs.replace(told.linked(twin, "222"), holder_id=child.id),
        told.stated(twin, Channel.SMS, granted=True),
    )
    bought(
        office,
        told,
        twin,
        vouchers=(told.voucher(),),
        rule_uses=(RuleUseBody(rule="welcome"),),
        tier=TierStanding(code="gold", since=told.today),
    )
    (held,) = ask(office, points(told, twin.account_id, 20))
    assert held.granted == 20


def _naming(office: Office, ids: set[UUID]) -> set[str]:
    """The columns in which one of the ids stands, alone or within a text."""
    assert isinstance(office.kept, InPostgres)
    any_of = "|".join(map(str, sorted(ids)))
    found = set()
    with connect(office.kept.made.superuser) as connection:
        for table in (each for each in metadata.sorted_tables if each.name not in OF_NOBODY):
            for column in table.columns:
                query = SQL("SELECT FROM {} WHERE {}::text ~ %s LIMIT 1").format(
                    Identifier(table.name), Identifier(column.name)
                )
                if connection.execute(query, [any_of]).fetchone() is not None:
                    found.add(f"{table.name}.{column.name}")
    return found
