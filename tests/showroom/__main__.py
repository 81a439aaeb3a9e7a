"""`./dev office`: a lived merchant's back office on the loopback, or pictures of each of its pages."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from pyotp import TOTP

from benchmarks.cases.office_town import Town
from fidpos.domain.ids import MerchantId
from fidpos.server.backoffice.passwords import hashed
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.backoffice.second_factor import new_secret, spelt
from fidpos.server.db.office_people import Factors, Whose, change_password, change_second_factor, claim_login
from fidpos.server.db.tables.installation import HOUSE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.office_place import MERCHANT, OfficePlace, office_place, person_of
from tests.showroom.looks import Looks
from tests.showroom.scene import dress

PASSWORD = "une maison pleine de lumière"


class _Running(FakeClock):
    """The machine's, for codes that change every half minute."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return monotonic()


def main(arguments: Sequence[str]) -> int:
    """Serve, or take pictures; returns 1 when a page has a fault."""
    parser = argparse.ArgumentParser(prog="dev office", description=__doc__)
    parser.add_argument("--shots", type=Path, metavar="DIR", help="a picture of every page, and its faults")
    parser.add_argument("--role", type=OfficeRole, choices=list(OfficeRole), help="of this role alone")
    parser.add_argument("--language", choices=("fr", "en"), help="in this language alone")
    options = parser.parse_args(arguments)
    if options.shots is None:
        return _serve()
    roles = [options.role] if options.role else list(OfficeRole)
    return _shoot(options.shots, roles, [options.language] if options.language else ["fr", "en"])


def _shoot(folder: Path, roles: Sequence[OfficeRole], languages: Sequence[str]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with office_place() as place:
        starts = ["/", dress(place)]
        faults = [
            fault
            for role in roles
            for fault in Looks(
                place=place, starts=starts, folder=folder, role=role, languages=languages
            ).take()
        ]
        faults += place.faults
        place.faults.clear()
    print(*faults, sep="\n")
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}, {len(faults)} faults")
    return 1 if faults else 0


def _serve() -> int:
    """Until Ctrl+C; Enter tells the codes of the moment."""
    clock = _Running()
    with office_place(clock) as place:
        dress(place, Town(members=400, today=clock.now().date(), shops=3, vigour=10.0))
        secrets = {role: _settled(place, role) for role in OfficeRole}
        print(f"\n{place.url('/')}\npassword of everybody: {PASSWORD}\n")
        try:
            while True:
                for role, secret in secrets.items():
                    print(f"  {role}@example.org  {TOTP(secret).now()}  (secret {secret})")
                print("\nEnter: the codes of now. Ctrl+C: the end.")
                if not sys.stdin.readline():
                    break
                place.run_jobs()
        except KeyboardInterrupt:
            print()
    return 0


def _settled(place: OfficePlace, role: OfficeRole) -> str:
    """Somebody of the role gets the password and a second factor, whose secret is returned."""
    home = MerchantId(HOUSE) if role.is_of_the_house else MERCHANT
    person_id, secret = person_of(role), new_secret()
    with place.books.store.work(MerchantId(HOUSE)) as house:
        claim_login(house, f"{role}@example.org", Whose(merchant_id=home, person_id=person_id))
    with place.books.store.work(home) as work:
        change_password(work, person_id, hashed(PASSWORD))
        chosen = Factors(password_hash=hashed(PASSWORD), totp_secret=secret, recovery=())
        change_second_factor(work, person_id, chosen, 0)
    return spelt(secret)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
