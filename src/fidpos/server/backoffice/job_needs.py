"""Who may take what a job made, or have it done again: who could ask for it now.

Whoever asked for a job may since have been given another role or fewer shops; what they asked for before
stays as it was.
"""

from collections.abc import Mapping

from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.visitor import Visitor
from fidpos.server.jobs import access_file, exporting, extracting, importing, segment_labels, valuing
from fidpos.server.jobs.figures import KEEP_MONTHS, REMAKE_SUMS
from fidpos.server.jobs.job import Job
from fidpos.server.jobs.members_bulk import MEMBERS_BULK
from fidpos.server.jobs.what_if import WHAT_IF

_NEEDS: Mapping[str, Permission] = {
    access_file.KIND: Permission.PRIVACY,
    exporting.EXPORT: Permission.OWN_DATA,
    extracting.KIND: Permission.EXTRACT,
    importing.CHECK: Permission.IMPORT,
    importing.TAKE_IN: Permission.IMPORT,
    segment_labels.KIND: Permission.EXTRACT,
    valuing.KIND: Permission.PUBLISH_PROGRAMME,
    WHAT_IF.name: Permission.EDIT_PROGRAMME,
    KEEP_MONTHS.name: Permission.PUBLISH_PROGRAMME,
    REMAKE_SUMS.name: Permission.PUBLISH_PROGRAMME,
    MEMBERS_BULK.name: Permission.CHANGE_IN_BULK,
}
"""What is not named here is for who owns the data."""


def could_ask(visitor: Visitor, job: Job) -> bool:
    """Whether their role is given it, and the shops that it is about are all theirs."""
    return visitor.may(_NEEDS.get(job.kind, Permission.OWN_DATA)) and _sees(visitor, job.args.get("scope"))


def _sees(visitor: Visitor, scope: object) -> bool:
    """A job without a scope is about all shops."""
    if visitor.shops is None:
        return True
    return isinstance(scope, list) and {str(each) for each in scope} <= {str(each) for each in visitor.shops}
