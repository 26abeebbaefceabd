"""A26-A28 without a server: sessions, keys, challenges, in a folder and in memory."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from debugpage.console.doors import split_door
from debugpage.console.unlock import challenges, keys, sessions
from debugpage.console.unlock.challenges import Challenge, Challenges, Dead, TooMany
from debugpage.console.unlock.keys import Keys
from debugpage.console.unlock.secret import new_code, read_code
from debugpage.console.unlock.sessions import Pass, Sessions
from debugpage.console.unlock.shelf import Folder, Memory, Shelf

ORIGIN = "http://127.0.0.1:5000"
ELSEWHERE = "http://127.0.0.1:5001"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["folder", "memory"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Shelf:
    return Folder(tmp_path, clock) if request.param == "folder" else Memory(clock)


def cookie(new: Pass, value: str | None = None) -> list[str]:
    return [f"theirs=1; {new.name}={new.value if value is None else value}; debugpage-x=y"]


def many(act: Callable[[], bool], times: int) -> int:
    with ThreadPoolExecutor(20) as pool:
        return sum(pool.map(lambda _: act(), range(times)))


def test_a_name_is_given_once(shelf: Shelf) -> None:
    assert many(lambda: shelf.put("try-1", {"a": 1}), 50) == 1
    assert shelf.get("try-1") == {"a": 1}
    assert many(lambda: shelf.take("try-1"), 50) == 1
    assert shelf.get("try-1") is None
    assert shelf.used("try-1") == 0.0
    assert shelf.names("try") == []


def test_a_folder_holds_private_files_and_no_drafts(tmp_path: Path, clock: Clock) -> None:
    shelf = Folder(tmp_path, clock)
    shelf.put("key-0", {})
    shelf.put("key-0", {})
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "../x", "a/b", "key", "key-../x", "key-A", "key-\0"])
def test_names_cannot_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Folder(tmp_path).put(name, {})


def test_what_is_no_record_is_none(tmp_path: Path) -> None:
    (tmp_path / "key-0").write_text("[1]")
    (tmp_path / "key-1").write_bytes(b"\xff")
    shelf = Folder(tmp_path)
    assert [shelf.get(name) for name in ("key-0", "key-1", "key-2")] == [None] * 3
    (tmp_path / "session-0").write_text("{}")
    assert Sessions(shelf).end_all() == 1


def test_no_secret_is_kept(tmp_path: Path) -> None:
    shelf = Folder(tmp_path)
    new, key = Sessions(shelf).open(ORIGIN), Keys(shelf).issue(ORIGIN)
    asked = Challenges(shelf).begin("127.0.0.1", "Firefox", ORIGIN)
    kept = "".join(f"{path.name}{path.read_text()}" for path in tmp_path.iterdir())
    for secret in (new.door, new.value, key, asked.key, asked.code, asked.code.replace("-", "")):
        assert secret not in kept


def test_a_session_is_proved_by_door_cookie_and_origin(shelf: Shelf, clock: Clock) -> None:
    open_ones = Sessions(shelf, clock)
    new, other = open_ones.open(ORIGIN), open_ones.open(ORIGIN)
    found = open_ones.find(new.door, cookie(new), ORIGIN)
    assert found
    assert found != open_ones.find(other.door, cookie(other), ORIGIN) != ""
    assert open_ones.find(new.door, cookie(other), ORIGIN) == ""
    assert open_ones.find(other.door, cookie(new), ORIGIN) == ""
    assert open_ones.find(new.door, cookie(new), ELSEWHERE) == ""
    assert open_ones.find(new.door, cookie(new, new.value[:-1]), ORIGIN) == ""
    assert open_ones.find(new.door, cookie(new, "é"), ORIGIN) == ""
    assert open_ones.find(new.door, [], ORIGIN) == ""
    assert open_ones.find("", cookie(new), ORIGIN) == ""
    assert open_ones.find("é/../", cookie(new), ORIGIN) == ""


def test_a_session_ends_when_idle_and_at_last(shelf: Shelf, clock: Clock) -> None:
    open_ones = Sessions(shelf, clock)
    new = open_ones.open(ORIGIN)
    begin = clock.now
    while clock.now < begin + sessions.MOST_SECONDS - sessions.IDLE_SECONDS:
        clock.now += sessions.IDLE_SECONDS - 1
        assert open_ones.find(new.door, cookie(new), ORIGIN)
    clock.now = begin + sessions.MOST_SECONDS + 1
    assert not open_ones.find(new.door, cookie(new), ORIGIN)
    idle = open_ones.open(ORIGIN)
    clock.now += sessions.IDLE_SECONDS + 1
    assert not open_ones.find(idle.door, cookie(idle), ORIGIN)
    assert shelf.names("session") == []


def test_all_sessions_end_at_once(shelf: Shelf, clock: Clock) -> None:
    open_ones = Sessions(shelf, clock)
    passes = [open_ones.open(ORIGIN) for _ in range(3)]
    assert open_ones.end_all() == 3
    assert not any(open_ones.find(one.door, cookie(one), ORIGIN) for one in passes)


@pytest.mark.parametrize(
    "path", ["", "x", "0" * 32, "0" * 31 + "/x", "A" * 32 + "/x", "0" * 33 + "/"]
)
def test_what_is_no_door(path: str) -> None:
    assert split_door(path) == ("", path)


def test_a_door_is_the_first_part_of_a_path() -> None:
    assert split_door("0" * 32 + "/") == ("0" * 32, "")
    assert split_door("0" * 32 + "/a/eval") == ("0" * 32, "a/eval")


def test_a_key_is_good_once_for_ten_minutes_at_its_origin(shelf: Shelf, clock: Clock) -> None:
    issued = Keys(shelf, clock)
    key = issued.issue(ORIGIN)
    assert len(key) == 32
    assert issued.issue(ORIGIN) == ""
    assert issued.issue(ELSEWHERE)
    assert not issued.use(key, ELSEWHERE)
    assert not issued.use("0" * 32, ORIGIN)
    assert not issued.use("é\0", ORIGIN)
    assert many(lambda: issued.use(key, ORIGIN), 50) == 1
    late = issued.issue(ORIGIN)
    clock.now += keys.SECONDS + 1
    assert not issued.use(late, ORIGIN)
    ended = issued.issue(ORIGIN)
    issued.end_all()
    assert not issued.use(ended, ORIGIN)


@pytest.fixture
def asking(shelf: Shelf, clock: Clock) -> Challenges:
    return Challenges(shelf, clock)


def begun(asking: Challenges, address: str = "127.0.0.1") -> Challenge:
    return asking.begin(address, "Firefox", ORIGIN)


def wrong(code: str) -> str:
    return ("B" if code[0] == "A" else "A") + code[1:]


def test_the_right_code_opens_once(asking: Challenges) -> None:
    challenge = begun(asking)
    assert asking.answer(challenge.key, challenge.code.lower().replace("-", " "), ORIGIN)
    with pytest.raises(Dead):
        asking.answer(challenge.key, challenge.code, ORIGIN)


def test_five_wrong_codes_burn_a_challenge(asking: Challenges) -> None:
    challenge, other = begun(asking), begun(asking)
    for _ in range(challenges.MOST_TRIES):
        assert not asking.answer(challenge.key, wrong(challenge.code), ORIGIN)
    with pytest.raises(Dead):
        asking.answer(challenge.key, challenge.code, ORIGIN)
    assert asking.answer(other.key, other.code, ORIGIN)


def test_two_hundred_codes_in_parallel_are_five(asking: Challenges) -> None:
    challenge = begun(asking)

    def is_compared() -> bool:
        try:
            return not asking.answer(challenge.key, wrong(challenge.code), ORIGIN)
        except Dead:
            return False

    assert many(is_compared, 200) == challenges.MOST_TRIES
    with pytest.raises(Dead):
        asking.answer(challenge.key, challenge.code, ORIGIN)


def test_a_code_is_good_for_its_own_browser_at_its_own_origin(asking: Challenges) -> None:
    challenge, other = begun(asking), begun(asking)
    assert not asking.answer(challenge.key, other.code, ORIGIN)
    with pytest.raises(Dead):
        asking.answer(challenge.key, challenge.code, ELSEWHERE)
    with pytest.raises(Dead):
        asking.answer("é", challenge.code, ORIGIN)
    assert not asking.is_approved(challenge.key, ORIGIN)


def test_a_challenge_expires(asking: Challenges, clock: Clock) -> None:
    challenge = begun(asking)
    clock.now += challenges.SECONDS + 1
    for attempt in (asking.answer, lambda key, _, origin: asking.is_approved(key, origin)):
        with pytest.raises(Dead):
            attempt(challenge.key, challenge.code, ORIGIN)
    assert asking.waiting() == []


def test_an_address_has_three_open_and_six_a_minute(asking: Challenges, clock: Clock) -> None:
    first = [begun(asking) for _ in range(challenges.MOST_OPEN)]
    with pytest.raises(TooMany):
        begun(asking)
    begun(asking, "::1")
    for challenge in first:
        assert asking.answer(challenge.key, challenge.code, ORIGIN)
    for _ in range(challenges.MOST_A_MINUTE - challenges.MOST_OPEN):
        again = begun(asking)
        assert asking.answer(again.key, again.code, ORIGIN)
    with pytest.raises(TooMany):
        begun(asking)
    clock.now += 61
    assert begun(asking)


def test_parallel_askers_get_three(asking: Challenges) -> None:
    def is_let() -> bool:
        try:
            return bool(begun(asking))
        except TooMany:
            return False

    assert many(is_let, 50) == challenges.MOST_OPEN


def test_an_approval_lets_that_browser_in_once(asking: Challenges) -> None:
    challenge, other = begun(asking), begun(asking)
    assert {one.label for one in asking.waiting()} == {challenge.label, other.label}
    assert not asking.approve("????")
    assert asking.approve(challenge.label)
    assert [one.label for one in asking.waiting()] == [other.label]
    assert asking.is_approved(challenge.key, ORIGIN)
    assert not asking.is_approved(other.key, ORIGIN)
    with pytest.raises(Dead):
        asking.is_approved(challenge.key, ORIGIN)
    asking.end_all()
    with pytest.raises(Dead):
        asking.answer(other.key, other.code, ORIGIN)


def test_who_waits_is_told_in_bounded_text(asking: Challenges) -> None:
    asking.begin("127.0.0.1", "Mozilla" * 1000, ORIGIN)
    (one,) = asking.waiting()
    assert (one.address, len(one.browser)) == ("127.0.0.1", 200)


def test_codes_are_forty_bits_and_forgive_what_looks_alike() -> None:
    assert len({new_code() for _ in range(100)}) == 100
    assert read_code(" ab1d-08xy ") == "ABID-OBXY"
    assert read_code("") == "-"
