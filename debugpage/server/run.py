"""Put the development server together from its settings."""

import os
from pathlib import Path
from typing import NamedTuple

from debugpage.server.listen import address_of, listen
from debugpage.server.plan import Plan
from debugpage.server.prepare import Cold, Fork, Spare
from debugpage.server.supervise import Supervisor
from debugpage.server.target import read_target
from debugpage.server.terminal import Terminal
from debugpage.server.watch import Judge, Watched


class RunSettings(NamedTuple):
    target: str
    host: str
    port: int
    reload_by: str


def run(settings: RunSettings) -> int:
    here = Path.cwd()
    target = read_target(settings.target, here, os.environ)
    plan = Plan(target.module, target.name, str(target.folder))
    listener = listen(settings.host, [settings.port])
    terminal = Terminal(quiet=False)
    kind = {"cold": Cold, "spare": Spare, "fork": Fork, "auto": Fork}[settings.reload_by]
    environ = lambda: {**os.environ, "DEBUGPAGE": "1"}
    terminal.say(f"{address_of(listener)} {kind.name}")
    return Supervisor(
        lambda report: kind(plan, listener, environ, report),
        listener,
        terminal,
        Judge(Watched(here)),
    ).run()
