"""Who comes into the back office, as operators decide it on the command line: the first owner, above all.

The merchant with the number 0 is the house itself, whose people look after all merchants.
"""

from collections.abc import Sequence

from fidpos.bootstrap.entered import check_said
from fidpos.bootstrap.operator import Operator
from fidpos.bootstrap.registrar import Registrar
from fidpos.contact.email import read_email
from fidpos.domain.errors import FidposError, InvalidValue
from fidpos.domain.ids import MerchantId, ShopId, uuid7
from fidpos.server.backoffice.inviting import Invitation, invite_anew, invite_new, reserve
from fidpos.server.backoffice.permission import IN_SHOPS, OfficeRole
from fidpos.server.db.office_people import OfficePerson, disable, owners, people, place
from fidpos.server.db.office_sessions import end_sessions_of
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.db.work import Work
from fidpos.server.register import NotRegistered

HOUSE_NUMBER = 0


class LoginRefused(InvalidValue):
    """Not an e-mail address."""

    code = "entered_login"


class RoleRefused(InvalidValue):
    """A role that there is not at this merchant's, or that needs its shops."""

    code = "entered_office_role"


class LastOwner(FidposError):
    """Nobody would be left who may invite others."""

    code = "last_owner"


class Receptionist:
    """An operator at work; each method is one transaction.

    Raises:
        NotRegistered: by every method; there is no such merchant, shop or person.
        DatabaseError: the database is away.
    """

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        self._registrar = Registrar(operator)

    def people(self, number: int) -> Sequence[OfficePerson]:
        """Everybody, by name."""
        with self._operator.store.work(self._merchant_id(number)) as work:
            return people(work)

    def invite(
        self, number: int, login: str, *, name: str, role: OfficeRole, shops: Sequence[str], language: str
    ) -> Invitation:
        """Somebody may come in; who could before chooses a password and a second factor anew.

        Raises:
            LoginRefused, RoleRefused, NothingSaid: what was entered is none.
            LoginTaken: somebody comes in with the address at another merchant's.
        """
        address, merchant_id = read_email(login), self._merchant_id(number)
        if not address:
            raise LoginRefused(value=login)
        check_said(name)
        chosen = frozenset(self._registrar.shop(number, shop).id for shop in shops)
        _check_role(role, number, chosen)
        with self._operator.store.work(merchant_id) as work:
            known = next((each for each in people(work) if each.login == address), None)
            if known is not None:
                return self._anew(work, known, role, chosen)
        new = OfficePerson(
            id=uuid7(self._operator.now()),
            login=address,
            name=name,
            role=role.value,
            language=language,
            all_shops=role not in IN_SHOPS,
            shops=chosen,
        )
        reserve(self._operator.store, merchant_id, new)
        with self._operator.store.work(merchant_id) as work:
            self._operator.write_down(work, "person_invited", new.id, {"role": role.value})
            return invite_new(work, new)

    def disable(self, number: int, login: str) -> OfficePerson:
        """They no longer come in, from this moment on.

        Raises:
            LastOwner: there would be none.
        """
        with self._operator.store.work(self._merchant_id(number)) as work:
            found = next((each for each in people(work) if each.login == login.strip().lower()), None)
            if found is None:
                raise NotRegistered("nobody has this login", what="person")
            if owners(work) == [found.id]:
                raise LastOwner("the last owner stays")
            disable(work, found.id)
            end_sessions_of(work, found.id)
            self._operator.write_down(work, "person_disabled", found.id, {})
        return found

    def _anew(
        self, work: Work, known: OfficePerson, role: OfficeRole, shops: frozenset[ShopId]
    ) -> Invitation:
        place(work, known.id, role=role.value, all_shops=role not in IN_SHOPS, shops=shops)
        self._operator.write_down(work, "person_reset", known.id, {"role": role.value})
        return invite_anew(work, known.id)

    def _merchant_id(self, number: int) -> MerchantId:
        return MerchantId(HOUSE) if number == HOUSE_NUMBER else self._operator.merchant(number).id


def _check_role(role: OfficeRole, number: int, shops: frozenset[ShopId]) -> None:
    """The house has its own roles; who is of some shops is of one at least, and others of none by name."""
    if role.is_of_the_house is not (number == HOUSE_NUMBER) or bool(shops) is not (role in IN_SHOPS):
        raise RoleRefused(value=role.value)
