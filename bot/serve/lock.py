"""Never two runs at once in one folder, across processes too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

FOLDER = ".github"


@contextmanager
def locked(root: Path) -> Iterator[int | None]:
    """Holds the lock of the list in ``root``, as a file descriptor; None when somebody else holds it.

    Whoever inherits the descriptor holds the lock as well, so that a run that outlives its server still
    keeps the next one away. What is locked is the folder of the configuration: it is always there, nothing
    is left lying about, and flock(1) can take the same lock. (The list's own folder is locked while files
    are written, for a moment.)
    """
    handle = os.open(root / FOLDER, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield handle
    finally:
        os.close(handle)
