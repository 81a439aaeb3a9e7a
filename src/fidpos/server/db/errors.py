"""What can go wrong with the centre's database, under the domain's tree.

FidposError
└── DatabaseError
    ├── DatabaseUnreachable     it does not answer
    ├── DatabaseContended       another transaction was in the way
    ├── DatabaseRefused         it does not take our name and password
    ├── DatabaseTooOld          a PostgreSQL before the oldest we know
    ├── DatabaseUnprepared      the roles that fidpos needs are not there
    ├── SchemaNewer             a newer fidpos has migrated it
    ├── SchemaOlder             it was not migrated, and who serves may not
    ├── ServingRoleRefused      who serves could step around row-level security
    ├── BinariesMissing         there is no PostgreSQL to run
    ├── RestoreUnfinished       it was being restored, and that did not come to its end
    ├── DumpFailed              PostgreSQL's dump, or its return, came to no end
    ├── ValueRefused            no table takes a value
    └── ClusterError            the embedded database's folder
        ├── ClusterUnusable     the user that runs PostgreSQL cannot work in it
        ├── ClusterOfOtherMajor written by a PostgreSQL that is not at hand
        ├── ClusterDamaged      PostgreSQL does not start from it
        ├── ClusterPasswordsLost its passwords are not where they were kept
        └── ClusterBusy         the PostgreSQL that had it does not come, or does not go
"""

from fidpos.domain.errors import FidposError


class DatabaseError(FidposError):
    """The centre's database; nothing was half done."""

    code = "database"


class DatabaseUnreachable(DatabaseError):
    """Nobody answers there, or not in time."""

    code = "database_unreachable"


class DatabaseContended(DatabaseError):
    """Two transactions waited for each other, or one for too long: done again, it mostly goes through."""

    code = "database_contended"


class DatabaseRefused(DatabaseError):
    """It answers, and does not let us in."""

    code = "database_refused"


class DatabaseTooOld(DatabaseError):
    """It lacks what fidpos relies on; `params` holds `version` and `least`."""

    code = "database_too_old"


class DatabaseUnprepared(DatabaseError):
    """A role is missing that rights are to be granted to; `params` holds `role`."""

    code = "database_unprepared"


class SchemaNewer(DatabaseError):
    """A newer fidpos has migrated it; using it could lose data, and nothing is ever migrated back."""

    code = "schema_newer"


class SchemaOlder(DatabaseError):
    """It waits for its migrations, which only the owner may run."""

    code = "schema_older"


class ServingRoleRefused(DatabaseError):
    """The role could read what is another merchant's; `params` holds `role` and `reason`."""

    code = "serving_role_refused"


class BinariesMissing(DatabaseError):
    """No PostgreSQL came with this installation."""

    code = "binaries_missing"


class RestoreUnfinished(DatabaseError):
    """What is there is part of a restore: the database is to be emptied, and the restore repeated."""

    code = "restore_unfinished"


class DumpFailed(DatabaseError):
    """`pg_dump` or `pg_restore` ended with an error; `params` holds what it `said`."""

    code = "dump_failed"


class ValueRefused(DatabaseError):
    """A value that no table takes, such as a text with a NUL: asked again, it would be refused again."""

    code = "value_refused"


class ClusterError(DatabaseError):
    """The embedded database; `params` holds `path`."""

    code = "cluster"


class ClusterUnusable(ClusterError):
    """The folder cannot be reached or written by the user that is to run PostgreSQL, which is never root."""

    code = "cluster_unusable"


class ClusterOfOtherMajor(ClusterError):
    """Data of one major version can only be read by that version."""

    code = "cluster_of_other_major"


class ClusterDamaged(ClusterError):
    """PostgreSQL looked at the folder and gave up; `params` holds what it said."""

    code = "cluster_damaged"


class ClusterPasswordsLost(ClusterError):
    """The data are there and the passwords are not; no new database is put in its place."""

    code = "cluster_passwords_lost"


class ClusterBusy(ClusterError):
    """Another PostgreSQL has the folder, and neither lets us in nor goes."""

    code = "cluster_busy"
