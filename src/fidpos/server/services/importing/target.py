"""What a column of a file may be, and what the headings of other programs usually mean."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from fidpos.domain.folding import fold

BALANCE = "balance."
"""Before the code of a counter: what the member has of it."""
CHILDREN = 4


class Theme(StrEnum):
    """What the rows of a file are."""

    MEMBERS = "members"
    GIFT_CARDS = "gift_cards"


_CHILD = tuple(f"child_{n}_{what}" for n in range(1, CHILDREN + 1) for what in ("name", "birthday"))
CHANNELS = ("email", "sms", "telephone", "post", "partners", "tracking")

_OF: Mapping[Theme, tuple[str, ...]] = {
    Theme.MEMBERS: (
        *("number", "family_name", "given_name", "phone", "email", "street", "postcode", "city"),
        *("birthday", "language", "enrolled_on", "cards", "labels", "tier", "tier_since", "tier_until"),
        *("balances_until", "spouse_name", "spouse_birthday", "wedding", *_CHILD),
        *(f"consent_{channel}{what}" for channel in CHANNELS for what in ("", "_on", "_wording")),
        *("consent_on", "consent_wording", "consent_source", "consent_parent"),
        *("vouchers", "shares_with", "blocked"),
    ),
    Theme.GIFT_CARDS: ("gift_number", "gift_balance", "gift_until", "gift_vat"),
}
NEEDED: Mapping[Theme, tuple[str, ...]] = {
    Theme.MEMBERS: ("number", "family_name"),
    Theme.GIFT_CARDS: ("gift_number", "gift_balance"),
}
"""Without a column for each of them, no file is taken."""

_KNOWN_AS: Mapping[str, tuple[str, ...]] = {
    "number": (
        *("numero client", "numero", "no client", "n client", "code client", "id client", "id", "ref client"),
        *("customer number", "customer id", "member number", "member id", "client id", "number"),
    ),
    "family_name": ("nom", "nom de famille", "last name", "surname", "family name", "lastname"),
    "given_name": ("prenom", "first name", "given name", "firstname"),
    "phone": (
        *("telephone", "tel", "portable", "mobile", "gsm", "telephone mobile", "tel portable", "phone"),
        *("phone number", "mobile phone", "cell"),
    ),
    "email": ("email", "e mail", "mail", "courriel", "adresse email", "adresse mail", "email address"),
    "street": ("adresse", "rue", "adresse postale", "adresse 1", "street", "address", "address 1"),
    "postcode": ("code postal", "cp", "postcode", "zip", "zip code", "postal code"),
    "city": ("ville", "commune", "localite", "city", "town"),
    "birthday": (
        *("date de naissance", "naissance", "anniversaire", "ne le", "ddn", "birthday", "birth date"),
        *("date of birth", "birthdate", "dob"),
    ),
    "language": ("langue", "language"),
    "enrolled_on": (
        *(
            "date d inscription",
            "date inscription",
            "inscription",
            "date creation",
            "date de creation",
            "client depuis",
        ),
        *("enrolled on", "enrolled", "created", "created at", "creation date", "member since"),
    ),
    "cards": ("carte", "cartes", "numero de carte", "no carte", "n carte", "card", "cards", "card number"),
    "labels": ("etiquettes", "etiquette", "groupe", "groupes", "segment", "labels", "tags", "group"),
    "tier": ("statut", "niveau", "tier", "level", "status"),
    "tier_since": ("statut depuis", "tier since"),
    "tier_until": ("statut jusqu au", "fin de statut", "tier until"),
    "balances_until": ("expiration des points", "validite des points", "points expiry", "points until"),
    "spouse_name": ("conjoint", "prenom du conjoint", "spouse", "partner"),
    "spouse_birthday": ("anniversaire du conjoint", "naissance du conjoint", "spouse birthday"),
    "wedding": ("mariage", "date de mariage", "anniversaire de mariage", "wedding"),
    "consent_email": ("optin email", "opt in email", "accord email", "email opt in", "newsletter"),
    "consent_sms": ("optin sms", "opt in sms", "accord sms", "sms opt in"),
    "consent_telephone": ("optin telephone", "accord telephone", "phone opt in"),
    "consent_post": ("optin courrier", "accord courrier", "post opt in", "mail opt in"),
    "consent_partners": ("optin partenaires", "accord partenaires", "partners opt in"),
    "consent_on": ("date optin", "date opt in", "date de l accord", "consent date", "opt in date"),
    "consent_wording": ("texte de l accord", "libelle de l accord", "consent wording", "consent text"),
    "consent_source": ("source de l accord", "origine de l accord", "consent source", "opt in source"),
    "consent_parent": (
        *("parent", "accord parental", "accord du parent", "parent qui accepte", "responsable legal"),
        *("representant legal", "parental consent", "parent who agreed", "guardian"),
    ),
    "vouchers": ("bons", "vouchers"),
    "shares_with": ("compte commun avec", "shares account with"),
    "blocked": ("bloque",),
    "gift_number": (
        "numero",
        "numero de carte",
        "carte cadeau",
        "code",
        "number",
        "card number",
        "gift card",
    ),
    "gift_balance": ("solde", "montant", "reste", "balance", "amount", "remaining"),
    "gift_until": (
        "expiration",
        "validite",
        "fin de validite",
        "date de fin",
        "expires on",
        "expiry",
        "until",
    ),
    "gift_vat": ("tva", "type de tva", "usage", "vat", "vat kind"),
}
_THE_BALANCE = (
    "solde",
    "solde de points",
    "points",
    "nombre de points",
    "cagnotte",
    "balance",
    "points balance",
)
"""What a member has, where there is one counter only; of several, nobody knows which is meant."""


def targets(theme: Theme, counters: Iterable[str]) -> tuple[str, ...]:
    """What the columns of such a file may be, in the order of a list to choose from."""
    balances = tuple(f"{BALANCE}{counter}" for counter in counters) if theme is Theme.MEMBERS else ()
    return (*_OF[theme], *balances)


def guess(theme: Theme, headings: Sequence[str], counters: Mapping[str, str]) -> dict[int, str]:
    """By column, what its heading usually means; each at most once, the first heading that says so.

    Args:
        theme: what the rows are.
        headings: of the file.
        counters: by code, what the merchant calls it.
    """
    said = {
        word: target
        for target in _OF[theme]
        for word in (fold(target.replace("_", " ")), *_KNOWN_AS.get(target, ()))
    }
    for n in range(1, CHILDREN + 1):
        said |= {f"enfant {n}": f"child_{n}_name", f"naissance enfant {n}": f"child_{n}_birthday"}
    if theme is Theme.MEMBERS:
        for code, title in counters.items():
            names = {fold(code), fold(title), f"solde {fold(title)}", f"{fold(title)} balance"}
            said |= dict.fromkeys(names, f"{BALANCE}{code}")
        if len(counters) == 1:
            said = dict.fromkeys(_THE_BALANCE, f"{BALANCE}{next(iter(counters))}") | said
    found: dict[int, str] = {}
    for column, heading in enumerate(headings):
        target = said.get(fold(heading))
        if target is not None and target not in found.values():
            found[column] = target
    return found
