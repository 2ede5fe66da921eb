"""What can go wrong in the services; the message is one sentence for a person: what failed, where, what to do.

ServiceError
├── StoreError              the data directory; `path` is where
│   ├── DirectoryUnusable   it cannot be made, read or written
│   ├── AlreadyRunning      another process has it
│   ├── StoreBroken         the database is damaged or is no database; nothing was touched
│   ├── SchemaNewer         a newer ImageGen wrote it; nothing was touched
│   ├── DiskFull            no room; what was under way is not saved, everything before it is
│   ├── DatabaseBusy        another program holds the database; what was under way is not saved
│   └── RowRefused          a row that the tables do not take; what was under way is not saved
├── ChangeRefused           a change has a value that no record may hold; nothing of it was applied
├── BoardMissing            no such board
├── BlobMissing             no such bytes, or bytes that are no longer what was stored
├── PictureUnreadable       bytes that are no picture of a known format
└── FileRefused             a board file or a backup that cannot be written, or is not what it should be
"""

from pathlib import Path


class ServiceError(Exception):
    pass


class StoreError(ServiceError):
    def __init__(self, message: str, path: Path) -> None:
        super().__init__(message)
        self.path = path


class DirectoryUnusable(StoreError):
    pass


class AlreadyRunning(StoreError):
    pass


class StoreBroken(StoreError):
    pass


class SchemaNewer(StoreError):
    pass


class DiskFull(StoreError):
    pass


class DatabaseBusy(StoreError):
    pass


class RowRefused(StoreError):
    pass


class ChangeRefused(ServiceError):
    pass


class BoardMissing(ServiceError):
    def __init__(self, board_id: str) -> None:
        super().__init__(f'There is no board {board_id!r}; open another from the list of boards.')
        self.board_id = board_id


class BlobMissing(ServiceError):
    def __init__(self, sha256: str, reason: str = 'is not in the data directory') -> None:
        super().__init__(f'The picture {sha256[:12]} {reason}; restore the folder "blobs" from a backup.')
        self.sha256 = sha256


class PictureUnreadable(ServiceError):
    pass


class FileRefused(ServiceError):
    pass
