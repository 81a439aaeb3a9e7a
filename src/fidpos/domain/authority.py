"""On whose word something is done: who asks, and who answers for it."""

from dataclasses import dataclass

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.staff import Role, Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who asks for an act and, where it needs a manager, who approved it with their own PIN.

    Attributes:
        asked_by: signed in at the till.
        approved_by: None where nobody was asked.
    """

    asked_by: Staff
    approved_by: Staff | None = None

    def __post_init__(self) -> None:
        """A technician serves nobody.

        Raises:
            InvalidValue: one of the two is a technician.
        """
        if Role.TECHNICIAN in {self.asked_by.role, self.answers.role}:
            raise InvalidValue("a technician neither serves nor approves")

    @property
    def answers(self) -> Staff:
        """Who answers for it."""
        return self.approved_by or self.asked_by

    @property
    def is_manager(self) -> bool:
        """Whether a manager answers for it."""
        return self.answers.role is Role.MANAGER

    @property
    def asker_id(self) -> StaffId | None:
        """Who asked, None where they also answer."""
        return None if self.asked_by.id == self.answers.id else self.asked_by.id

    def is_doubtful(self, beneficiary: MemberId | None = None) -> bool:
        """Whether approver, requester and beneficiary are not three persons: a shop of one may, flagged."""
        own = {self.asked_by.own_member_id, self.answers.own_member_id}
        return self.asked_by.id == self.answers.id or (beneficiary is not None and beneficiary in own)
