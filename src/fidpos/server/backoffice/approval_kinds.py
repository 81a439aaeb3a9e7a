"""Every kind of what a second person decides."""

from fidpos.server.backoffice import gift_approvals
from fidpos.server.backoffice.approval_kind import ApprovalKind
from fidpos.server.backoffice.pages.members import bulk, giving
from fidpos.server.backoffice.pages.programme import publishing

_ALL: tuple[ApprovalKind, ...] = (bulk.APPROVAL, giving.APPROVAL, publishing.APPROVAL, *gift_approvals.KINDS)

APPROVAL_KINDS = {kind.name: kind for kind in _ALL}
