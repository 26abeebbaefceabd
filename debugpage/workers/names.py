"""Names of worker processes, and the ids of errors and boots that carry them."""

import hashlib
import os
import re
import secrets
import sys
from pathlib import Path

_ID = r"(?P<worker>[0-9a-f]{16})-[0-9a-f]{32}(?:\.[a-z]+)?"
_MARK_LENGTH = 6
_FORKED_WITHOUT_EXEC = 0x40
"""`PF_FORKNOEXEC` of Linux, in the ninth field of `/proc/<pid>/stat` (proc_pid_stat(5))."""


def new_name() -> str:
    """Return a name for this process: 16 hex digits, those in front the same for a whole server."""
    return _server_mark() + secrets.token_hex((16 - _MARK_LENGTH) // 2)


def new_id(worker: str) -> str:
    """Return an id for what a worker gives out: its name, and 128 random bits."""
    return f"{worker}-{secrets.token_hex(16)}"


def owner_of(identifier: str) -> str:
    """Return the worker that gave out an id, which a suffix may follow; "" where it is none."""
    match = re.fullmatch(_ID, identifier)
    return match["worker"] if match else ""


def is_of_same_server(one: str, other: str) -> bool:
    """Tell whether two workers were started by the same main process."""
    return server_of(one) == server_of(other)


def server_of(worker: str) -> str:
    """Return what the names of all workers of one server begin with."""
    return worker[:_MARK_LENGTH]


def _server_mark() -> str:
    main = os.getppid() if _is_worker() else os.getpid()
    told = f"{main} {_field_of_stat(main, 22)}"  # the 22nd: when it was started
    return hashlib.sha256(told.encode()).hexdigest()[:_MARK_LENGTH]


def _is_worker() -> bool:
    """Tell whether the process that started this one is the server, and not a shell."""
    multiprocessing = sys.modules.get("multiprocessing")  # which has loaded it, if it started this
    if multiprocessing is not None and multiprocessing.parent_process() is not None:
        return True
    return bool(int(_field_of_stat(os.getpid(), 9) or "0") & _FORKED_WITHOUT_EXEC)


def _field_of_stat(process: int, number: int) -> str:
    """Return a field of what Linux tells about a process, counted from 1; "" where it cannot."""
    try:
        told = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return ""
    # The second field, a name in parentheses, may hold anything.
    return told.rpartition(b")")[2].split()[number - 3].decode()
