"""Output goes to whoever wrote it: to the console from typed code, elsewhere from the app."""

import asyncio
import contextlib
import io
import json
import logging
import os
import subprocess
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest

from debugpage.console import output
from debugpage.console.evaluate import Console, Evaluation
from debugpage.console.output import LIMIT, MOST_PIECES, Capture, Printed
from tests.unit.console import frames

PIECE = len('["stdout", ""], ')
meeting = threading.Barrier(2, timeout=60)


@pytest.fixture
def console() -> Console:
    return Console(frames.function())


def printed(console: Console, typed: str) -> tuple[Printed, ...]:
    evaluation = ended(console, typed)
    assert evaluation.result().error is None
    return evaluation.printed()


def ended(console: Console, typed: str) -> Evaluation:
    """Return the evaluation of what is typed, which has ended."""
    evaluation = console.evaluate(typed)
    evaluation.result()
    return evaluation


def test_streams_are_told_apart_in_order(console: Console) -> None:
    typed = (
        "import sys\n"
        "print('a', end=''); print('b')\n"
        "print('c', file=sys.stderr); sys.stderr.writelines(['d', 'e'])\n"
        "sys.stdout.write('f')"
    )
    evaluation = ended(console, typed)
    assert evaluation.printed() == (("stdout", "ab\n"), ("stderr", "c\nde"), ("stdout", "f"))
    assert evaluation.result().value == 1


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("import pprint; pprint.pprint({'a': 1})", "{'a': 1}\n"),
        ("import logging; logging.Logger('typed').error('logged')", "logged"),
        ("import traceback; traceback.print_stack()", "print_stack"),
        ("help(len)", "len(obj, /)"),
        ("import this", "Beautiful is better"),
        ("print('é', '\\U0001f40d', '\\ud800')", "é \U0001f40d \ud800"),
    ],
)
def test_output_of_the_library(console: Console, typed: str, text: str) -> None:
    sys.modules.pop("this", None)
    assert text in "".join(piece.text for piece in printed(console, typed))


def test_handlers_made_by_typed_code(console: Console) -> None:
    typed = (
        "import logging, sys\n"
        "log = logging.Logger('typed'); log.addHandler(logging.StreamHandler(sys.stdout))\n"
        "log.warning('careful')"
    )
    assert printed(console, typed) == (("stdout", "careful\n"),)


def test_tasks_and_worker_threads_belong_to_the_input(console: Console) -> None:
    typed = (
        "import asyncio\n"
        "async def say(word): print(word)\n"
        "await asyncio.gather(say('a'), say('b'))\n"
        "await asyncio.to_thread(print, 'c')\n"
        "asyncio.get_running_loop().call_soon(print, 'd'); await asyncio.sleep(0)"
    )
    assert printed(console, typed) == (("stdout", "a\nb\nc\nd\n"),)


def test_the_application_prints_elsewhere(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    console.evaluate("import threading; said, say = threading.Event(), threading.Event()").result()
    say, said = (console.evaluate(name).result().value for name in ("say", "said"))
    assert isinstance(say, threading.Event)
    assert isinstance(said, threading.Event)

    def application() -> None:
        say.wait(60)
        print("from the application")
        said.set()

    thread = threading.Thread(target=application)
    thread.start()
    typed = "print('before'); say.set(); said.wait(60); print('after')"
    assert printed(console, typed) == (("stdout", "before\nafter\n"),)
    thread.join()
    assert capsys.readouterr().out == "from the application\n"


def test_overlapping_inputs(capsys: pytest.CaptureFixture[str]) -> None:
    consoles = [Console(frames.function()), Console(frames.function())]
    typed = (
        f"from {__name__} import meeting\n"
        "for i in range(50):\n"
        "    meeting.wait(); print('{0}', i)\n"
        "    import sys; print('{0}', i, file=sys.stderr)\n"
    )
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda c, w: ended(c, typed.replace("{0}", w)), consoles, "ab"))
    for evaluation, word in zip(runs, "ab", strict=True):
        lines = [Printed(s, f"{word} {i}\n") for i in range(50) for s in ("stdout", "stderr")]
        assert evaluation.printed() == tuple(lines)
    print("from the application")
    assert capsys.readouterr() == ("from the application\n", "")


def test_what_outlives_the_input_prints_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    console = Console(frames.function(), loop=loop)
    typed = (
        "import asyncio\n"
        "go = asyncio.Event()\n"
        "async def later():\n"
        "    print('at once'); await go.wait(); print('later')\n"
        "task = asyncio.create_task(later()); await asyncio.sleep(0)"
    )
    assert printed(console, typed) == (("stdout", "at once\n"),)
    task = console.evaluate("task").result().value
    assert isinstance(task, asyncio.Task)
    go = console.evaluate("go").result().value
    assert isinstance(go, asyncio.Event)

    async def end() -> None:
        go.set()
        await task

    asyncio.run_coroutine_threadsafe(end(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
    assert capsys.readouterr().out == "later\n"


def as_sent(evaluation: Evaluation) -> str:
    return json.dumps([list(piece) for piece in evaluation.printed()])


def test_limit(console: Console) -> None:
    typed = f"print('x' * {LIMIT - PIECE - 6}); print('0123456789'); print('more')"
    evaluation = ended(console, typed)
    (piece,) = evaluation.printed()
    assert piece.text.endswith("x\n0123")
    assert len(as_sent(evaluation)) == LIMIT
    assert evaluation.omitted == len("456789\nmore\n")


@pytest.mark.parametrize(
    "character", ["\x00", "\x7f", '"', "\\", "\n", "é", "\ud800", "\U0001f40d"]
)
def test_limit_is_of_what_is_sent(console: Console, character: str) -> None:
    typed = f"import sys; sys.stdout.write({character!r} * 2**20); print('x')"
    evaluation = ended(console, typed)
    (piece,) = evaluation.printed()
    assert LIMIT - 12 < len(as_sent(evaluation)) <= LIMIT
    assert set(piece.text) == {character}
    assert len(piece.text) + evaluation.omitted == 2**20 + len("x\n")


def test_limit_of_many_pieces(console: Console) -> None:
    typed = (
        "import sys\n"
        "for i in range(4500): sys.stdout.write('\\0' * 30); sys.stderr.write('\\0' * 30)\n"
    )
    evaluation = ended(console, typed)
    assert LIMIT - 200 < len(as_sent(evaluation)) <= LIMIT
    kept = sum(len(piece.text) for piece in evaluation.printed())
    assert kept + evaluation.omitted == 2 * 4500 * 30


def test_limit_of_pieces(console: Console) -> None:
    typed = "import sys\nfor i in range(9000): sys.stdout.write('a'); sys.stderr.write('b')\n"
    evaluation = ended(console, typed)
    assert len(evaluation.printed()) == MOST_PIECES
    assert evaluation.omitted == 2 * 9000 - MOST_PIECES


def test_capture_that_is_closed_takes_nothing() -> None:
    capture = Capture()
    assert capture.write("stdout", "a")
    capture.close()
    assert not capture.write("stdout", "b")
    assert capture.printed() == (Printed("stdout", "a"),)
    assert (capture.length, capture.omitted) == (1, 0)


def test_output_since_a_position() -> None:
    capture = Capture()
    for stream, text in (("stdout", "ab"), ("stdout", "c"), ("stderr", "d"), ("stdout", "e")):
        capture.write(cast("output.Stream", stream), text)
    whole = "abcde"
    for position in range(7):
        told = capture.printed(position)
        assert "".join(piece.text for piece in told) == whole[position:]
        assert all(piece.text for piece in told)
    assert capture.printed(2) == (("stdout", "c"), ("stderr", "d"), ("stdout", "e"))


@pytest.mark.parametrize(
    "typed",
    [
        "input()",
        "input('name? ')",
        "import sys; sys.stdin.read()",
        "import sys; sys.stdin.readline()",
        "import sys; sys.stdin.readlines()",
        "import sys; next(iter(sys.stdin))",
        "import sys\nfor line in sys.stdin: pass",
        "import sys; sys.stdin.fileno()",
    ],
)
def test_nobody_types_into_running_code(console: Console, typed: str) -> None:
    outcome = console.evaluate(typed).result()
    assert isinstance(outcome.error, EOFError)
    assert "nobody can type here" in str(outcome.error)


def test_prompt_is_shown(console: Console) -> None:
    assert ended(console, "input('name? ')").printed() == (("stdout", "name? "),)


IN_A_TERMINAL = """
import sys
from debugpage.console.evaluate import Console

console = Console(sys._getframe())
assert isinstance(console.evaluate("input()").result().error, EOFError)
helped = console.evaluate("help(len)")
helped.result()
assert "len(obj" in helped.printed()[0].text
streams = console.evaluate("import sys; sys.stdout.isatty(), sys.stdin.isatty()").result().value
assert streams == (False, False)
assert isinstance(console.evaluate("breakpoint()").result().error, BaseException)
console.evaluate("exit()").result()
assert sys.stdout.isatty() and sys.stdin.isatty() and sys.stdin.fileno() == 0
print("the server reads", input())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_terminal_of_the_server_is_left_alone() -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", IN_A_TERMINAL]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    os.write(ours, b"its own line\n")
    process.wait(60)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, shown
    assert "the server reads its own line" in shown
    assert "len(obj" not in shown


def test_stand_ins_are_transparent(capsys: pytest.CaptureFixture[str]) -> None:
    real = sys.stdout
    Console(frames.function()).evaluate("1").result()
    assert sys.stdout is not real
    assert isinstance(sys.stdout, type(real))
    assert repr(sys.stdout) == repr(real)
    for name in ("encoding", "errors", "buffer", "name", "newlines", "closed", "mode"):
        assert getattr(sys.stdout, name, None) == getattr(real, name, None), name
    assert sys.stdout.isatty() == real.isatty()
    assert not hasattr(sys.stdout, "nothing")
    vars(sys)["stdout"].mark = 5
    assert vars(real)["mark"] == 5
    with pytest.raises(TypeError):
        sys.stdout.write(b"bytes")  # type: ignore[arg-type]
    assert sys.stdout.write("ab") == 2
    sys.stdout.writelines(["c", "d"])
    print("e", flush=True)
    assert capsys.readouterr().out == "abcde\n"


def test_stream_that_was_replaced(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    console.evaluate("1").result()
    stand_in, replacement = sys.stdout, io.StringIO()
    with contextlib.redirect_stdout(replacement):
        assert printed(console, "print('typed')") == (("stdout", "typed\n"),)
        print("replaced")
    assert sys.stdout is stand_in
    assert printed(console, "print('typed')") == (("stdout", "typed\n"),)
    assert sys.stdout is stand_in
    print("real")
    assert (replacement.getvalue(), capsys.readouterr().out) == ("replaced\n", "real\n")


def test_typed_code_may_redirect(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    typed = (
        "import contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()) as held: print('held')\n"
        "print('shown'); held.getvalue()"
    )
    evaluation = ended(console, typed)
    assert evaluation.printed() == (("stdout", "shown\n"),)
    assert evaluation.result().value == "held\n"
    assert capsys.readouterr().out == ""


def test_process_without_streams(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert printed(console, "print('typed')") == (("stdout", "typed\n"),)
    print("to nobody", flush=True)
    assert not sys.stdout.isatty()
    assert isinstance(console.evaluate("input()").result().error, EOFError)


def test_stand_ins_are_put_before_a_stream_once(console: Console) -> None:
    console.evaluate("1").result()
    streams = sys.stdin, sys.stdout, sys.stderr
    console.evaluate("1").result()
    output.install()
    assert (sys.stdin, sys.stdout, sys.stderr) == streams


def test_nothing_is_installed_before_the_first_input(capsys: pytest.CaptureFixture[str]) -> None:
    real = sys.stdout
    Console(frames.function())
    assert sys.stdout is real


def test_logging_of_the_application_stays(console: Console) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    log = logging.Logger("app")
    log.addHandler(handler)
    console = Console(frame_with(log))
    assert printed(console, "log.warning('kept')") == ()
    assert stream.getvalue() == "kept\n"


def frame_with(log: logging.Logger) -> types.FrameType:
    return sys._getframe()
