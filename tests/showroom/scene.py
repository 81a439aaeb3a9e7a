"""A merchant at whom something of everything waits to be looked at.

A small town's past, a programme with names, and then what people do in an office: through its own forms
wherever there is one, so that approvals, jobs and the audit log stand as they would.
"""

import re
from uuid import UUID

import httpx
from psycopg import connect

from benchmarks.cases.office_town import Town
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import StaffId
from fidpos.domain.member import Channel, PostalAddress, Profile
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.suspicions import suspect
from fidpos.server.services.losses.assessing import Suspicion, Unusual
from fidpos.server.services.losses.sign import Sign
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, CASHIER, TILL
from tests.helpers.office_place import MERCHANT, SHOP, Client, OfficePlace
from tests.helpers.office_town import SMALL, settle_town
from tests.helpers.programme_drafts import PROGRAMMES, draft_of, published
from tests.showroom.doubted import leave_doubts

MERCHANT_NAME = "Maison Lumière"
LONG = Profile(
    given_name="Marie-Charlotte Wilhelmine",
    family_name="de La Rochefoucauld-Montmorency d’Aubigné",
    phone="+33612345678",
    email="marie-charlotte.de-la-rochefoucauld-montmorency@exemple-de-domaine.fr",
    birth_year=1980,
    address=PostalAddress(
        street="128 boulevard du Maréchal-de-Lattre-de-Tassigny", postcode="69006", city="Lyon"
    ),
)
_TOWN_WORDS = {
    "un_point_par_euro": "base",
    "mardi_matin": "happy_days",
    "argent": "silver",
    "or": "gold",
    "remise_5": "five_euros",
}
"""What the town's past calls what the bakery's programme has under other codes."""
_NAMES = {
    "UPDATE merchants SET name = %s, card_name = %s": [MERCHANT_NAME, MERCHANT_NAME],
    "UPDATE staff_versions SET name = %s WHERE employed": ["Inès Fontaine"],
    "UPDATE staff_versions SET name = %s WHERE NOT employed": ["Paul Garnier"],
    "UPDATE tills SET name = %s, paired_at = '2026-01-05 08:30Z'": ["Terminal 1"],
    "UPDATE tills SET name = %s WHERE id = '00000000-0000-0000-0000-000000000065'": ["Terminal 2"],
    "UPDATE programmes SET since = %s": ["2026-01-01 00:00Z"],
}
_PEOPLE = {
    "owner@example.org": "Claire Lumière",
    "marketer@example.org": "Hugo Perrin",
    "shop_manager@example.org": "Inès Fontaine",
    "franchisee@example.org": "Karim Benali",
}


def dress(place: OfficePlace, town: Town = SMALL) -> str:
    """Fill the merchant of the place, who has nobody yet.

    Returns:
        The page of the member to whom everything has happened.
    """
    settle_town(place.made, town)
    with connect(place.made.superuser) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement, values in _NAMES.items():
            connection.execute(statement.encode(), values)
    for role in OfficeRole:
        place.ticket(role, language="fr")
    with connect(place.made.superuser) as connection:
        for login, name in _PEOPLE.items():
            connection.execute("UPDATE office_people SET name = %s WHERE login = %s", [name, login])
        connection.execute("UPDATE office_people SET totp_sealed = '' WHERE invite_until IS NULL")
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.MARKETER) as marketer:
        _programme(owner, marketer)
        member = _members(place, owner)
        _gift_cards(place, owner)
        _segments(place, owner)
        _desk(place, owner, member)
    _noticed(place)
    leave_doubts(place)
    place.run_jobs()
    with connect(place.made.superuser) as connection:
        connection.execute("UPDATE office_people SET language = 'fr'")
    return f"/members/{member}"


def _programme(owner: Client, marketer: Client) -> None:
    """A version in force, the next one planned, a draft under way."""
    text = (PROGRAMMES / "boulangerie.json").read_text(encoding="utf-8")
    text = text.replace(" : ", "\N{NO-BREAK SPACE}: ")
    for theirs, ours in _TOWN_WORDS.items():
        text = text.replace(f'"{theirs}"', f'"{ours}"')
    path = _draft(owner, text.encode())
    _done(published(owner, path))
    _draft(marketer, text.encode())


def _draft(client: Client, body: bytes) -> str:
    path = draft_of(client)
    _done(client.post(f"{path}/json", files={"file": ("programme.json", body)}))
    return path


def _members(place: OfficePlace, owner: Client) -> UUID:
    """Somebody with a long name to whom everything has happened, and their double."""
    told = Happenings(place.clock)
    zoe, twin = told.enrolled(profile=LONG), told.enrolled(profile=LONG)
    place.office.tell(
        zoe, twin, told.linked(zoe), told.stated(zoe, Channel.SMS, granted=True), keys=told.keys
    )
    visit = told.closed(zoe, earned=50, amount_minor=5_000, vouchers=(told.voucher(),))
    undone, kept = told.closed(zoe), told.closed(zoe)
    place.office.tell(visit, undone, told.refunded(visit, 1_000, 10), told.voided(undone), kept)
    path = f"/members/{zoe.member_id}"
    _done(owner.post(f"{path}/labels", labels="VIP, presse"))
    _done(owner.post(f"{path}/note", note="Préfère être appelée en fin de journée."))
    given = {"direction": "give", "counter": "points", "reason": "goodwill"}
    _done(owner.post(f"{path}/points", None, amount="40", note="Geste commercial", **given))
    with place.client(OfficeRole.SHOP_MANAGER) as manager:
        _done(manager.post(f"{path}/points", None, amount="6000", **given))
    _done(owner.post("/members/waiting/look"))
    return zoe.member_id


def _gift_cards(place: OfficePlace, owner: Client) -> None:
    """One whose balance somebody wants changed, and one that was spent twice."""
    told = Happenings(place.clock, seed=8)
    card, spent = told.gift_card(), told.gift_card()
    place.office.tell(
        *(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000)),
        *(spent, told.moved(spent.gift_card_id, GiftMove.SOLD, 5_000)),
        told.moved(spent.gift_card_id, GiftMove.SPENT, -4_000),
        keys=told.keys,
    )
    place.office.tell(told.moved(spent.gift_card_id, GiftMove.SPENT, -3_000), till_id=BESIDE)
    asked = {"direction": "take", "amount": "12.50", "reason": "mistake"}
    _done(owner.post(f"/gift-cards/{card.gift_card_id}/adjust", None, **asked))


def _segments(place: OfficePlace, owner: Client) -> None:
    """A segment that tills know as a label, a list taken from it, and a file from the system before."""
    often: dict[str, str | list[str]] = {
        "join": "all",
        "groups": ["0"],
        "g0-join": "all",
        "g0-rows": ["0"],
        "g0r0-what": "measure.visits",
        "g0r0-least": "2",
        "g0r0-span": "last",
        "g0r0-days": "90",
    }
    path = _done(owner.post("/extraction/save", None, **often, name="Habitués")).removeprefix("/office")
    _done(owner.post(f"{path}/label", label="habitué"))
    columns = ["number", "family_name", "given_name", "visits", "revenue"]
    taken = owner.post("/extraction/take", None, theme="members", format="csv", columns=columns)
    assert taken.status_code == 200
    body = "numéro;nom;prénom;téléphone\n1;Martin;Zoé;0612345678\n;;;\n".encode("utf-8-sig")
    _done(owner.post("/import", files={"file": ("anciens-clients.csv", body)}, theme="members"))
    place.run_jobs()


def _desk(place: OfficePlace, owner: Client, member: UUID) -> None:
    """Long work asked for, a request at the privacy desk, somebody who is invited."""
    _done(owner.post("/figures/lifetime/compute"))
    _done(owner.post("/own-data/export"))
    ((number,),) = place.rows("SELECT number FROM members WHERE id = %s", [member])
    today = place.clock.now().date().isoformat()
    _done(owner.post("/privacy", number=number, kind="portability", came_on=today))
    _done(owner.post("/privacy", number=number, kind="opposition", came_on=today))
    rose = {"name": "Rose Petit", "login": "rose@example.org", "language": "fr", "role": "marketer"}
    assert owner.post("/people/new", None, **rose).status_code == 200


def _noticed(place: OfficePlace) -> None:
    """A cashier to look at, and a till that was paired again."""
    signs = [
        Unusual(sign=Sign.TYPED, found=20, usual=1.0, surprise=9.0),
        Unusual(sign=Sign.VOIDED_AFTER_SPENDING, found=6, usual=0.5, surprise=7.0),
    ]
    with place.books.store.work(MERCHANT) as work:
        thief = Suspicion(staff_id=StaffId(CASHIER), shop_id=SHOP, visits=70, unusual=signs)
        suspect(work, thief, place.clock.now().date())
    with place.books.register.pages(MERCHANT) as pages:
        pages.review("till_paired_again", TILL, {})


def _done(answer: httpx.Response) -> str:
    """Where a form that was taken leads."""
    assert answer.status_code == 303, re.sub(r"<svg.*?</svg>|<[^>]+>", "", answer.text, flags=re.DOTALL)
    return answer.headers["location"]
