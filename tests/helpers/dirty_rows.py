"""A file of members as years of a shop leave it: every kind of fault, and how many rows are good, by seed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

HEADINGS = (
    *("N° client", "Nom", "Prénom", "Téléphone", "E-mail", "Date de naissance", "Points", "Carte"),
    *("Optin SMS", "Date inscription", "Enfant 1", "Naissance enfant 1", "Groupe", "Remarque"),
)
_NAMES = ("Martin", "LE GOFF", "d'Arc", "Müller", "Ben Ali", "O’Neill", "Nguyễn", "=Dupont", "Zoë", "-Petit")

Spoil = Callable[[dict[str, str], Random], None]


def _set(**cells: str) -> Spoil:
    return lambda row, _: row.update({name.replace("_", " "): said for name, said in cells.items()})


FAULTS: Mapping[str, Spoil] = {
    "needed": _set(Nom="", Prénom=""),
    "no_phone": lambda row, random: row.update({"Téléphone": random.choice(["06 12", "inconnu", "999"])}),
    "no_email": lambda row, random: row.update({"E-mail": random.choice(["zoe@", "@x.fr", "zoe martin"])}),
    "no_birthday": lambda row, random: row.update(
        {"Date de naissance": random.choice(["31/02/1980", "12/05/80", "hier", "01/01/1700", "2099-01-01"])}
    ),
    "no_number": lambda row, random: row.update({"Points": random.choice(["douze", "1,5", "0x10", "--3"])}),
    "below_zero": _set(Points="-12"),
    "too_large": _set(Points="99999999999999"),
    "no_card": _set(Carte="20é10"),
    "no_answer": lambda row, random: row.update({"Optin SMS": random.choice(["peut-être", "?", "2"])}),
    "no_day": lambda row, random: row.update({"Date inscription": random.choice(["2020-13-01", "jadis"])}),
    "in_the_future": lambda row, _: row.update({"Date inscription": "01/01/2090"}),
}


@dataclass(frozen=True, slots=True)
class DirtyRows:
    """The rows as text, and what is to become of them.

    Attributes:
        refused: by fault, how many rows have it and nothing else.
    """

    rows: tuple[tuple[str, ...], ...]
    good: int
    points: int
    refused: Mapping[str, int]

    def text(self) -> str:
        """As a program writes it."""
        lines = (HEADINGS, *self.rows)
        return "\r\n".join(";".join(f'"{each}"' if ";" in each else each for each in line) for line in lines)


def dirty_rows(count: int, seed: int) -> DirtyRows:
    """Nine rows out of ten are good; of the others each has one fault."""
    random = Random(seed)
    rows: list[tuple[str, ...]] = []
    refused: dict[str, int] = {}
    points = 0
    kinds = [*FAULTS, "twice", "card_twice"]
    for place in range(count):
        row = _row(place, random)
        if place > 1 and random.random() < 0.1:
            fault = random.choice(kinds)
            _spoil(row, fault, rows, random)
            refused[fault] = refused.get(fault, 0) + 1
        else:
            points += int(row["Points"].replace(" ", "") or 0)
        rows.append(tuple(row[heading] for heading in HEADINGS))
    return DirtyRows(tuple(rows), count - sum(refused.values()), points, refused)


def _spoil(row: dict[str, str], fault: str, rows: list[tuple[str, ...]], random: Random) -> None:
    """The first two rows are good: others repeat their number or their card."""
    match fault:
        case "twice":
            row["N° client"] = rows[0][0].lower()
        case "card_twice":
            row["Carte"] = rows[1][HEADINGS.index("Carte")]
        case _:
            FAULTS[fault](row, random)


def _row(place: int, random: Random) -> dict[str, str]:
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1940, 2005)
    born = random.choice(
        [f"{day:02}/{month:02}/{year}", f"{year}-{month:02}-{day:02}", f"{day}.{month}.{year}", ""]
    )
    phone = f"6{random.randrange(10**8):08}"
    return {
        "N° client": f"C-{place:06}",
        "Nom": random.choice(_NAMES),
        "Prénom": random.choice(["Zoé", "  Jean -Noël ", "ZOË", ""]),
        "Téléphone": random.choice([f"0{phone}", f"+33 {phone}", f"00 33 {phone}", phone, ""]),
        "E-mail": random.choice([f"Client{place}@Example.org", ""]),
        "Date de naissance": born,
        "Points": random.choice(["", "0", "12", "1 250", "70"]),
        "Carte": f"20{place:011}" if place == 1 or random.random() < 0.7 else "",
        "Optin SMS": random.choice(["oui", "Non", "1", "x", ""]),
        "Date inscription": random.choice(["12/03/2019", "2018-01-31", ""]),
        "Enfant 1": random.choice(["Léo", ""]),
        "Naissance enfant 1": random.choice(["12/05", "12/05/2018", ""]),
        "Groupe": random.choice(["presse, amis", "amis", ""]),
        "Remarque": random.choice(["préfère; le matin", "@SUM(A1)", ""]),
    }
