"""A request outlives the process that kept it: its parent has it, and hands it out once."""

from typing import TYPE_CHECKING, Any, cast

import pytest

from debugpage.healing.again import KeptRequest
from debugpage.healing.news import news
from debugpage.healing.shelf import WrongSecretError, digest_of, place
from debugpage.server.channel import Channel, Message
from debugpage.server.following import Following
from debugpage.server.pages import Pages

if TYPE_CHECKING:
    from debugpage.server.children import Child

REQUEST = KeptRequest("POST", "", "/pay", "", (("content-type", "text/plain"),), b"x" * 65_536)


class Parent(Channel):
    """A parent that hears each message as it is sent, and answers at once."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.following = Following(self, pages.word([]))

    def send(self, message: Any, descriptors: Any = ()) -> None:
        assert self.pages.hear(self.child, dict(message))

    def tell(self, message: Message) -> None:
        assert self.following.hear(message)

    @property
    def child(self) -> "Child":
        return cast("Child", self)


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "shelf", place.shelf)
    for name in ("generation", "_began", "_saved"):
        monkeypatch.setattr(news, name, getattr(news, name))


def test_a_new_process_takes_what_an_old_one_kept(pages: Pages) -> None:
    old = Parent(pages).following
    place.shelf.keep("e1", digest_of("e1", "secret"), REQUEST)
    Parent(pages)
    with pytest.raises(WrongSecretError):
        place.shelf.take("e1", digest_of("e1", "other"))
    assert place.shelf.take("e1", digest_of("e1", "secret")) == REQUEST
    with pytest.raises(LookupError):
        old.take("e1", digest_of("e1", "secret"))


def test_all_is_forgotten_at_once(pages: Pages) -> None:
    Parent(pages)
    place.shelf.keep("e1", "", REQUEST)
    place.shelf.clear()
    with pytest.raises(LookupError):
        place.shelf.take("e1", "")


def test_a_parent_that_is_gone_has_nothing(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    following = Parent(pages).following
    monkeypatch.setattr("debugpage.server.following.SECONDS", 0.01)
    monkeypatch.setattr(Parent, "send", lambda *_: None)
    with pytest.raises(LookupError):
        following.take("e1", "")


def test_each_word_names_another_generation(pages: Pages) -> None:
    words = [pages.word(["app.py"]) for _ in range(3)]
    assert len({word["generation"] for word in words}) == 3
    assert [word["files"] for word in words] == [["app.py"]] * 3


def test_what_is_saved_is_news(pages: Pages) -> None:
    pages.tell_saved([Parent(pages).child], ["shop.py"])
    listener = news.listen()
    assert listener is not None
    assert b'"saved": ["shop.py"]' in listener.take()
    news.leave(listener)


def test_what_is_not_of_pages_is_left_to_others(pages: Pages) -> None:
    parent = Parent(pages)
    assert not pages.hear(parent.child, {"event": "ready"})
    assert not parent.following.hear({"do": "go"})
