"""The centre's own variables in the environment of a PC that is also a till's."""

from fidpos.server.db.engine import BACKUP_URL_VARIABLE, OWNER_URL_VARIABLE, URL_VARIABLE
from fidpos.settings.sources import OTHER_VARIABLES


def test_a_till_takes_no_variable_of_a_centre_for_a_setting_of_its_own() -> None:
    assert {URL_VARIABLE, OWNER_URL_VARIABLE, BACKUP_URL_VARIABLE} <= OTHER_VARIABLES
