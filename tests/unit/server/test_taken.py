"""Who listens on a port is told by its process."""

import os
import socket
import sys

import pytest

from debugpage.server.taken import Holder, holder_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_the_process_that_listens_is_named(host: str) -> None:
    with socket.create_server((host, 0)) as listener:
        holder = holder_of("127.0.0.1", listener.getsockname()[1])
    assert holder is not None
    assert holder.pid == os.getpid()
    assert str(holder).endswith(f"(process {os.getpid()})")


def test_one_of_the_other_family_is_named() -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6) as listener:
        assert holder_of("127.0.0.1", listener.getsockname()[1])


def test_all_addresses_take_in_any_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert holder_of("0.0.0.0", listener.getsockname()[1])


def test_the_other_loopback_is_taken_together_with_one() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
        assert holder_of("127.0.0.1", listener.getsockname()[1])


def test_another_address_is_not_taken() -> None:
    with socket.create_server(("127.0.0.2", 0)) as listener:
        assert holder_of("127.0.0.1", listener.getsockname()[1]) is None


def test_nobody_is_named_where_nobody_listens() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert holder_of("127.0.0.1", bound.getsockname()[1]) is None


def test_other_systems_do_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert holder_of("127.0.0.1", listener.getsockname()[1]) is None


def test_a_holder_reads_as_its_command() -> None:
    assert str(Holder(7, "flask run")) == "flask run (process 7)"
