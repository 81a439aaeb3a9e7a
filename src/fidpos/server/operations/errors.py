"""What can go wrong with copies of the centre's database, under the domain's tree.

FidposError
└── BackupError
    └── CentreBackupError
        ├── BackupFolderUnusable   no space left, or the folder is not there
        ├── BackupDamaged          cut, changed, or no backup at all
        ├── BackupKeyRefused       the key at hand is not the one that it was sealed for
        ├── BackupKeyExists        the file for a new key is there already
        ├── BackupNewer            made by a newer fidpos
        ├── RestoreRefused         there is something in the place where it is to be restored
        ├── BackupsNotSetUp        nobody said where they are to go
        └── NothingToDrill         no backup that can be opened here
"""

from fidpos.domain.errors import BackupError


class CentreBackupError(BackupError):
    """A copy was not made or not brought back; the database is as before, and nothing is left half done."""

    code = "centre_backup"


class BackupFolderUnusable(CentreBackupError):
    """The folder for backups cannot take one; `params` holds `path`."""

    code = "backup_folder_unusable"


class BackupDamaged(CentreBackupError):
    """The file is not as it was written; `params` holds `path`."""

    code = "backup_damaged"


class BackupKeyRefused(CentreBackupError):
    """Sealed for another key; `params` holds `path`."""

    code = "backup_key_refused"


class BackupKeyExists(CentreBackupError):
    """The file for a new key is there already, and is left alone; `params` holds `path`."""

    code = "backup_key_exists"


class BackupNewer(CentreBackupError):
    """Only the fidpos that made it, or a newer one, can bring it back; `params` holds `path`."""

    code = "backup_newer"


class RestoreRefused(CentreBackupError):
    """A database with data in it is not overwritten unless that is asked for, nor one that is in use."""

    code = "restore_refused"


class BackupsNotSetUp(CentreBackupError):
    """`fidpos server backup setup` comes first."""

    code = "backups_not_set_up"


class NothingToDrill(CentreBackupError):
    """There is no backup of this centre, or its key is not kept here any more."""

    code = "nothing_to_drill"
