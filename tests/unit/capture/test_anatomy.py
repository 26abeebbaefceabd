"""What an object holds, found without asking it."""

import sqlite3
from contextlib import closing

from debugpage.capture.anatomy import attributes


class Slotted:
    __slots__ = ("colour", "empty")

    def __init__(self) -> None:
        self.colour = "green"


class Mixed(Slotted):
    def __init__(self) -> None:
        super().__init__()
        self.size = 3


def test_filled_slots_and_the_dict_are_the_attributes() -> None:
    assert attributes(Slotted()) == [("colour", "green")]
    assert sorted(attributes(Mixed())) == [("colour", "green"), ("size", 3)]


def test_members_of_types_written_in_c_are_none() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert attributes(connection) == []
