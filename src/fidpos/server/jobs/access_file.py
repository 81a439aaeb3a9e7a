"""A member's data in a file of their own: what articles 15 and 20 of the GDPR give them a right to.

Everything that is about them, as JSON, and what they bought as a table: article, quantity, price and discount
of each line, which the CNIL counts among what is portable (October 2025). What is about their spouse and
children is theirs, and left out unless it is asked for.
"""

from collections.abc import Iterator, Mapping
from typing import LiteralString
from uuid import UUID

import msgspec

from fidpos.domain.basket import QUANTITY_UNIT
from fidpos.domain.ids import MemberId
from fidpos.domain.money import Currency, Money
from fidpos.server.db.consenting import consents_of
from fidpos.server.db.first_shop import first_zone
from fidpos.server.db.member_file import (
    MemberRow,
    balances_of,
    cards_of,
    read_member,
    tiers_of,
    vouchers_of,
)
from fidpos.server.db.work import Work
from fidpos.server.jobs.job import JobRun
from fidpos.server.sheets.writing import Cell, csv_parts, habits_of
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed

KIND = "access_file"
JSON_NAME, CSV_NAME = "data.json", "purchases.csv"
_FILES = {JSON_NAME: "application/json", CSV_NAME: "text/csv; charset=utf-8"}
_HEADING = ("date", "ticket", "article", "label", "quantity", "price", "discount", "currency", "points")
_VISITS: LiteralString = """
    SELECT coalesce(r.body, s.body) FROM visits v
    LEFT JOIN journal_rows r ON r.event_id = v.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = v.event_id
    WHERE v.member_id = %s AND NOT EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = v.id)
    ORDER BY v.closed_at, v.id
"""
_encode = msgspec.json.Encoder(order="deterministic").encode


def make_access_file(run: JobRun) -> Mapping[str, object]:
    """Both files; counts alone when there is nobody any more."""
    member_id = MemberId(UUID(str(run.job.args["member"])))
    with run.reading() as work:
        member = read_member(work, member_id)
        if member is None:
            return {"visits": 0}
        visits = _visits(work, member_id)
        zone = first_zone(work)
        data = {
            **_identity(work, member, with_household=bool(run.job.args.get("household"))),
            "visits": visits,
        }
    (run.folder / JSON_NAME).write_bytes(msgspec.json.format(_encode(data), indent=2))
    habits = habits_of(member.profile.language, zone)
    with (run.folder / CSV_NAME).open("wb") as file:
        for part in csv_parts(_HEADING, _purchases(visits), habits):
            file.write(part)
    return {"visits": len(visits), "files": _FILES}


def _identity(work: Work, member: MemberRow, *, with_household: bool) -> dict[str, object]:
    profile = msgspec.to_builtins(member.profile)
    assert isinstance(profile, dict)
    if not with_household:
        profile.pop("household", None)
    return {
        "member": {
            "number": member.number,
            "enrolled_on": member.enrolled_on,
            "status": member.status,
            "labels": member.labels,
            "tier": member.tier,
            "tier_until": member.tier_until,
        },
        "profile": profile,
        "cards": cards_of(work, member.id),
        "consents": consents_of(work, member.id),
        "tiers": tiers_of(work, member.id),
        "balances": balances_of(work, member.account_id),
        "vouchers": [
            {"title": each.body.title, "state": each.state, "until": each.body.valid_until}
            for each in vouchers_of(work, member.id)
        ],
    }


def _visits(work: Work, member_id: MemberId) -> list[dict[str, object]]:
    events = (decode(body) for (body,) in work.run(_VISITS, [member_id]))
    return [_visit(event) for event in events if isinstance(event, VisitClosed)]


def _visit(event: VisitClosed) -> dict[str, object]:
    return {
        "at": event.at,
        "day": event.business_day,
        "ticket": event.ticket,
        "currency": event.currency,
        "amount": _major(event.amount_minor, event.currency),
        "discount": _major(event.discount_minor, event.currency),
        "points": event.points,
        "lines": [
            {
                "article": line.article,
                "label": line.label,
                "quantity": _quantity(line.quantity),
                "price": _major(line.amount_minor, event.currency),
                "discount": _major(
                    sum(taken.amount_minor for taken in event.line_discounts if taken.line == number),
                    event.currency,
                ),
            }
            for number, line in enumerate(event.lines)
        ],
    }


def _purchases(visits: list[dict[str, object]]) -> Iterator[tuple[Cell, ...]]:
    """A row for each line; for a visit of which only the amount is known, one row."""
    for visit in visits:
        whole = {
            "article": "",
            "label": "",
            "quantity": "",
            "price": visit["amount"],
            "discount": visit["discount"],
        }
        lines = visit["lines"]
        assert isinstance(lines, list)
        for line in lines or [whole]:
            names = ("article", "label", "quantity", "price", "discount")
            cells = [str(visit["day"]), str(visit["ticket"] or ""), *(str(line[name]) for name in names)]
            yield (*cells, str(visit["currency"]), str(visit["points"]))


def _quantity(thousandths: int) -> str:
    """Of units: `2`, `0.5`."""
    whole, part = divmod(abs(thousandths), QUANTITY_UNIT)
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{whole}.{part:03}".rstrip("0").rstrip(".")


def _major(minor: int, currency: str) -> str:
    """As a decimal number: `12.40`."""
    money = Money(minor, Currency.of(currency))
    digits = f"{abs(money.minor):0{money.currency.exponent + 1}}"
    whole = digits[: len(digits) - money.currency.exponent]
    part = digits[len(whole) :]
    return f"{'-' if minor < 0 else ''}{whole}{'.' if part else ''}{part}"
