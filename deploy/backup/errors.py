"""What stops a backup or a restore, in a sentence each. Nothing was changed then."""

from __future__ import annotations

from lti_tool.errors import ToolError


class BackupError(ToolError):
    code = "backup_refused"


class ArchiveDamagedError(BackupError):
    code = "archive_damaged"
    message = (
        "The archive is damaged or was not made by `coursewright backup`: %(what)s. Nothing was "
        "changed. Take another archive."
    )


class ArchiveTooLargeError(BackupError):
    code = "archive_too_large"
    message = (
        "The archive unpacks to %(bytes)s bytes, but %(free)s are free on the disk of the data "
        "folder. Nothing was changed. Make room, then restore again."
    )


class ArchiveNewerError(BackupError):
    code = "archive_newer"
    message = (
        "The archive holds a database at revision %(revision)s, which this release does not know. "
        "Nothing was changed. Install the release that made it (%(release)s) or a newer one."
    )


class NotEmptyError(BackupError):
    code = "not_empty"
    message = (
        "This installation is not empty: %(what)s. A restore replaces everything. Nothing was "
        "changed. Point COURSEWRIGHT_DATABASE_URL and COURSEWRIGHT_DATA to empty ones, or say "
        "--force to lose what is there."
    )


class OtherSecretError(BackupError):
    code = "other_secret"
    message = (
        "The archive was made under another secret key than this installation's, so the sealed "
        "signing keys and web-service tokens in it would not open. Nothing was changed. Put the "
        "old key into COURSEWRIGHT_SECRET_KEY (or data/secret.key), or make the backup with "
        "--with-keys, or say --any-key and make new keys afterwards."
    )


class RowMisfitError(BackupError):
    code = "row_misfit"
    message = (
        "A row of the table %(table)s does not fit this database (%(reason)s). Nothing was "
        "changed. Restore into the kind of database that the backup was made of (%(made_on)s)."
    )
