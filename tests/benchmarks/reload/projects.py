"""The projects that are saved again and again: a tiny one and a heavy one, for ASGI and WSGI.

Each answers with `WORD` of its module `words`, which is what is saved. No two words are of one
length: servers that go by Python's bytecode cache take a second save of equal size, made within
the same second, for the first.
"""

from pathlib import Path
from typing import Literal, NamedTuple

Interface = Literal["asgi", "wsgi"]
Weight = Literal["tiny", "heavy"]

TINY_ASGI = """
from words import WORD

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            what = (await receive())["type"]
            await send({"type": what + ".complete"})
            if what == "lifespan.shutdown":
                return
    headers = [(b"content-length", str(len(WORD)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": WORD.encode()})
"""

TINY_WSGI = """
from flask import Flask
from words import WORD

app = Flask(__name__)

@app.get("/")
def index():
    return WORD
"""

MODELS = """
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str]
    total: Mapped[float]

engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
Base.metadata.create_all(engine)
"""

SCHEMAS = """
from pydantic import BaseModel

class Item(BaseModel):
    name: str
    price: float

class Basket(BaseModel):
    items: list[Item]
"""

REPORTS = """
import pandas
from schemas import Basket

def totals(basket: Basket) -> pandas.DataFrame:
    return pandas.DataFrame([item.model_dump() for item in basket.items])
"""

HEAVY_ASGI = """
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from models import Order
from reports import totals
from words import WORD

app = FastAPI()

@app.get("/", response_class=PlainTextResponse)
def index() -> str:
    return WORD
"""

HEAVY_WSGI = f"""
from models import Order
from reports import totals
{TINY_WSGI}"""

HEAVY = {"models.py": MODELS, "schemas.py": SCHEMAS, "reports.py": REPORTS}
FILES: dict[tuple[Weight, Interface], dict[str, str]] = {
    ("tiny", "asgi"): {"app.py": TINY_ASGI},
    ("tiny", "wsgi"): {"app.py": TINY_WSGI},
    ("heavy", "asgi"): {"app.py": HEAVY_ASGI, **HEAVY},
    ("heavy", "wsgi"): {"app.py": HEAVY_WSGI, **HEAVY},
}
IMPORTS = ("fastapi", "flask", "pandas", "pydantic", "sqlalchemy")
"""What the heavy projects need."""


def word_of(number: int) -> str:
    """Return the word that is saved as that number."""
    return f"{number}{'.' * number}"


def is_word(text: str) -> bool:
    """Tell whether this is the whole of some word."""
    number = text.rstrip(".")
    return number.isdigit() and text == word_of(int(number))


class Project(NamedTuple):
    """A project in a folder of its own."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, weight: Weight, interface: Interface) -> "Project":
        """Write the files of a project into a new folder."""
        folder.mkdir(parents=True)
        for name, text in FILES[weight, interface].items():
            (folder / name).write_text(text)
        project = cls(folder)
        project.save(0)
        return project

    def save(self, number: int) -> str:
        """Save the word of that number, and return it. The file is closed when this returns."""
        word = word_of(number)
        (self.folder / "words.py").write_text(f"WORD = {word!r}\n")
        return word
