"""Names of workers tell them apart, and those of one server from those of another."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from debugpage.workers.names import is_of_same_server, new_id, new_name, owner_of

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells, which Linux has")
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


def test_each_name_is_another() -> None:
    names = {new_name() for _ in range(100)}
    assert len(names) == 100
    assert {len(name) for name in names} == {16}


def test_an_id_tells_its_owner() -> None:
    name = new_name()
    identifier = new_id(name)
    assert owner_of(identifier) == owner_of(identifier + ".json") == name
    assert new_id(name) != identifier


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "1" * 32,
        "-" + "1" * 32,
        "2" * 16 + "-",
        "2" * 16 + "-" + "1" * 30,
        "2" * 16 + "-" + "1" * 32 + "/eval",
        "2" * 16 + "-" + "1" * 32 + "\n",
        "A" * 16 + "G-" + "1" * 32,
        "../../../../x-" + "1" * 32,
    ],
)
def test_what_is_no_id_has_no_owner(identifier: str) -> None:
    assert owner_of(identifier) == ""


def test_names_of_one_process_are_of_one_server() -> None:
    assert is_of_same_server(new_name(), new_name())


def _send_name(pipe: "Connection[str, str]") -> None:
    pipe.send(new_name())


def spawned() -> str:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_send_name, args=(sending,))
    child.start()
    name: str = receiving.recv()
    child.join()
    return name


def forked() -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, new_name().encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return pipe.read()


def started() -> str:
    code = "from debugpage.workers.names import new_name; print(new_name(), end='')"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


@needs_fork
@needs_linux
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@pytest.mark.parametrize("worker", [spawned, forked])
def test_workers_that_one_process_has_started_are_of_one_server(worker: Callable[[], str]) -> None:
    assert is_of_same_server(worker(), worker())


@needs_linux
def test_servers_that_one_shell_has_started_are_not_the_same() -> None:
    assert not is_of_same_server(started(), started())
