"""Put the development server together from its settings, and run it."""

import os
import queue
import socket
from pathlib import Path
from typing import Any, Literal, NamedTuple

from debugpage.interface import Interface
from debugpage.options import Options
from debugpage.server.browser import open_browser
from debugpage.server.children import Around
from debugpage.server.environ import Environ
from debugpage.server.errors import Errors
from debugpage.server.listen import address_of
from debugpage.server.modules import package_folders
from debugpage.server.mounts import silent_mount
from debugpage.server.plan import Plan
from debugpage.server.prepare import Preparation, choose
from debugpage.server.remembered import Memory
from debugpage.server.steps import Steps
from debugpage.server.supervise import Manner, Supervisor
from debugpage.server.target import read_target
from debugpage.server.terminal import Terminal
from debugpage.server.watch import Judge, Watched


class Settings(NamedTuple):
    """What was asked for on the command line.

    `reload_by` is a preparation's name, or empty: then nothing is watched. `is_strict` lets no two
    processes run the project at once. `debug` None: the environment decides.
    """

    target: str = ""
    interface: Interface | Literal[""] = ""
    reload_by: str = "auto"
    debug: bool | None = None
    folders: tuple[Path, ...] = ()
    extra: tuple[Path, ...] = ()
    excluded: tuple[str, ...] = ()
    is_strict: bool = False
    polls: bool = False
    workers: int = 1
    env_file: Path | None = None
    opens: bool = False
    live: bool = False
    quiet: bool = False


def run(settings: Settings, listener: socket.socket) -> int:
    """Serve on a listening socket until somebody presses Ctrl+C, and return the exit status.

    Raises TargetError where no app is named and none is found, OptionError where a variable
    `DEBUGPAGE_…` is wrong, UnpreparedError where this system cannot reload as asked for.
    """
    here = Path.cwd()
    environ = Environ(here, settings.env_file, settings.debug)
    now = environ()
    Options.load(environ=now)
    target = read_target(settings.target, here, now)
    debugs = now["DEBUGPAGE"] == "1"
    place = (target.module, target.name, str(target.folder))
    plan = Plan(*place, settings.interface, debugs, live=settings.live)
    watched = Watched(
        target.folder,
        (here, *settings.folders),
        settings.extra,
        settings.excluded,
        (*environ.files, target.folder / "pyproject.toml"),
        tuple(package_folders()),
    )
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()
    kind = choose(settings.reload_by or "cold")
    errors = Errors()
    preparation = kind(plan, Around(listener, environ, errors.writer, here), events.put)
    terminal = Terminal(quiet=settings.quiet)
    judge = Judge(watched) if settings.reload_by else None
    address = address_of(listener)
    mount = next(filter(None, map(silent_mount, (here, target.folder, *settings.folders))), "")
    told = {
        "app": target.text,
        "interface": settings.interface or "to be found out",
        "debugpage": "on" if debugs else "off",
        **(_reloading(settings, kind, here, mount) if judge else {"watched": "nothing"}),
    }
    terminal.begins(address, told)
    if settings.opens:
        open_browser(address)
    steps = Steps(Memory(target))
    manner = Manner(settings.workers, settings.is_strict)
    supervisor = Supervisor(events, preparation, steps, errors, terminal, judge, manner)
    return supervisor.run(polls=_polls(settings) or bool(mount))


def _polls(settings: Settings) -> bool:
    return settings.polls or bool(os.environ.get("WATCHFILES_FORCE_POLLING"))


def _reloading(
    settings: Settings, kind: type[Preparation], here: Path, mount: str
) -> dict[str, str]:
    """Return what to tell about reloading. mount: the file system that tells of no change."""
    watched = ", ".join(map(str, (here, *settings.folders, *settings.extra)))
    if mount:
        watched += f" (looked at again and again: {mount} does not tell of all changes)"
    elif _polls(settings):
        watched += " (looked at again and again)"
    chosen = " (chosen for this system)" if settings.reload_by == "auto" else ""
    return {"watched": watched, "restart": f"{kind.name}{chosen}: {kind.how}"}
