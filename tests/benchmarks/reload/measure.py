"""The reload benchmark: all servers on the same project, in turns, in one run."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.figures import Spread
from tests.benchmarks.progress import Progress
from tests.benchmarks.reload.delay import save_and_wait, wait_for
from tests.benchmarks.reload.failures import Outcome, ask_through
from tests.benchmarks.reload.projects import FILES, Interface, Project, Weight, word_of
from tests.benchmarks.reload.servers import CONTENDERS, Contender, Server, running


class Extent(NamedTuple):
    """How much is measured: saves of each server, and reloads while a client asks."""

    rounds: int = 7
    reloads: int = 20
    weights: tuple[Weight, ...] = ("tiny", "heavy")
    contenders: tuple[Contender, ...] = CONTENDERS


QUICK = Extent(rounds=3, reloads=3)


class Delays(NamedTuple):
    """Seconds from a save to the first answer of the new code, by server, on one project."""

    weight: Weight
    interface: Interface
    by_name: Mapping[str, Spread]


class Failures(NamedTuple):
    """What a client met at each server, on one project."""

    weight: Weight
    interface: Interface
    by_name: Mapping[str, Outcome]


class Result(NamedTuple):
    """All that was measured."""

    delays: Sequence[Delays]
    failures: Sequence[Failures]


def measure(extent: Extent, progress: Progress) -> Result:
    """Measure all projects, one after the other; on each, all servers by turns."""
    delays, failures = [], []
    for weight, interface in FILES:
        if weight not in extent.weights:
            continue
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            servers = _start(Path(folder), weight, interface, extent, stack)
            progress.say(f"{weight} {interface}: waiting for {len(servers)} servers")
            for server in servers:
                wait_for(server, word_of(0))
            delays.append(Delays(weight, interface, _delays(servers, extent, progress)))
            if weight == extent.weights[-1]:
                failures.append(Failures(weight, interface, _failures(servers, extent, progress)))
    return Result(delays, failures)


def _start(
    folder: Path, weight: Weight, interface: Interface, extent: Extent, stack: ExitStack
) -> list[Server]:
    chosen = [one for one in extent.contenders if interface in one.interfaces and one.is_there]
    return [
        stack.enter_context(running(one, Project.make(folder / f"{number}", weight, interface)))
        for number, one in enumerate(chosen)
    ]


def _delays(servers: list[Server], extent: Extent, progress: Progress) -> dict[str, Spread]:
    """Save the projects of all servers by turns; the first reload of each is not counted."""
    seconds: dict[str, list[float]] = {server.contender.name: [] for server in servers}
    for number in range(1, extent.rounds + 2):
        for server in servers:
            server.rest()
            seconds[server.contender.name].append(save_and_wait(server, number))
        last = ", ".join(f"{name} {values[-1] * 1_000:.0f} ms" for name, values in seconds.items())
        progress.say(f"round {number} of {extent.rounds + 1}: {last}")
    return {name: Spread.of(values[1:]) for name, values in seconds.items()}


def _failures(servers: list[Server], extent: Extent, progress: Progress) -> dict[str, Outcome]:
    return dict(_each_failure(servers, extent, progress))


def _each_failure(
    servers: list[Server], extent: Extent, progress: Progress
) -> Iterator[tuple[str, Outcome]]:
    for server in servers:
        server.rest()
        outcome = ask_through(server, extent.rounds + 2, extent.reloads)
        failed = sum(outcome.failed.values())
        progress.say(
            f"{server.contender.name}: {failed} of {outcome.requests} requests failed, "
            f"longest wait {outcome.longest * 1_000:.0f} ms"
        )
        yield server.contender.name, outcome
