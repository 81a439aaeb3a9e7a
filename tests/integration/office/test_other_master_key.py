"""Second factors under another master key: sealed anew, once or twice, and never readable under neither."""

from dataclasses import replace

import pytest

from fidpos.server.db.office_people import charge
from fidpos.server.db.resealing import reseal_factors
from fidpos.vault.errors import SealBroken
from tests.helpers.centre_office import MERCHANT
from tests.helpers.office_door import insider
from tests.helpers.office_place import OfficePlace

OTHER = bytes(range(1, 33))


def test_a_telephone_does_under_the_new_key_what_it_did_under_the_old(place: OfficePlace) -> None:
    anne = insider(place)
    with place.books.store.work(MERCHANT) as work:
        before = charge(work, anne.person_id)
        reseal_factors(work, OTHER)
        reseal_factors(work, OTHER)
        after = charge(replace(work, master_key=OTHER), anne.person_id)

    assert before is not None
    assert after is not None
    assert before.totp_secret == after.totp_secret


def test_what_was_sealed_for_somebody_else_is_not_sealed_anew(place: OfficePlace) -> None:
    anne = insider(place)
    place.rows("UPDATE office_people SET totp_sealed = 'x' WHERE id = %s RETURNING 1", [anne.person_id])

    with pytest.raises(SealBroken), place.books.store.work(MERCHANT) as work:
        reseal_factors(work, OTHER)
