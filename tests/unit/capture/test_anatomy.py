"""What an object holds, found without asking it."""

import sqlite3
from contextlib import closing

import attrs
import pydantic

from debugpage.capture.anatomy import attributes, fields


@attrs.define
class Parcel:
    weight: int
    _sender: str
    country: str = "DE"


class Form(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")

    name: str


class Slotted:
    __slots__ = ("colour", "empty")

    def __init__(self) -> None:
        self.colour = "green"


class Flat:
    __slots__ = ("width", "height")  # noqa: RUF023 - the order is what is tested

    def __init__(self) -> None:
        self.height, self.width = 1, 2


class Child(Flat):
    __slots__ = ("depth", "colour")  # noqa: RUF023 - as above

    def __init__(self) -> None:
        super().__init__()
        self.colour, self.depth = "red", 3


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


def test_fields_in_slots_are_told_as_they_were_declared() -> None:
    told = [("weight", 3), ("_sender", "ada"), ("country", "DE")]
    assert fields(Parcel(3, "ada")) == told


def test_those_of_the_parent_come_first() -> None:
    assert [name for name, _ in attributes(Child())] == ["width", "height", "depth", "colour"]


def test_a_model_tells_fields_that_it_does_not_declare() -> None:
    assert fields(Form.model_validate({"name": "ada", "age": 36})) == [("name", "ada"), ("age", 36)]
