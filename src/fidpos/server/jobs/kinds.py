"""Every kind of job that the centre does."""

from fidpos.server.jobs import access_file, exporting, importing, nightly_work, valuing
from fidpos.server.jobs.extracting import EXTRACTION
from fidpos.server.jobs.figures import KEEP_MONTHS, REMAKE_SUMS
from fidpos.server.jobs.job import JobKind
from fidpos.server.jobs.members_bulk import MEMBERS_BULK
from fidpos.server.jobs.segment_labels import SEGMENT_LABELS
from fidpos.server.jobs.what_if import WHAT_IF

_ALL: tuple[JobKind, ...] = (
    JobKind(name=nightly_work.KIND, run=nightly_work.run_nightly),
    JobKind(name=access_file.KIND, run=access_file.make_access_file),
    JobKind(name=valuing.KIND, run=valuing.compute_values),
    *exporting.KINDS,
    *importing.KINDS,
    KEEP_MONTHS,
    REMAKE_SUMS,
    EXTRACTION,
    MEMBERS_BULK,
    SEGMENT_LABELS,
    WHAT_IF,
)

KINDS = {kind.name: kind for kind in _ALL}
