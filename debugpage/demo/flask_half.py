"""The demo's WSGI half: a Flask app of which every view fails."""

from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response, render_template, request

from debugpage.demo.catalogue import Example, Half
from debugpage.demo.shop import (
    categories,
    checkout,
    customers,
    export,
    hostile,
    ledger,
    orders,
    payments,
    plugins,
    webhooks,
)
from debugpage.wsgi import DebugMiddleware

app = Flask(__name__)
app.wsgi_app = DebugMiddleware(  # type: ignore[method-assign]  # the way Flask documents
    app.wsgi_app, enabled=True, project=str(Path(__file__).parent)
)


@app.get("/checkout/<country>")
def place_order(country: str) -> str:
    """Place the order of the demo's cart."""
    return f"{checkout.place_order(checkout.CART, country)} GBP"


@app.get("/labels")
def print_labels() -> str:
    """Print the labels of all parcels."""
    return "\n".join(customers.labels(customers.ORDERS))


@app.get("/receipt")
def show_receipt() -> str:
    """Show the receipt, but forget to say in which currency."""
    return render_template("receipt.html", customer="Ada Lovelace", cart=checkout.CART)


@app.get("/turnover")
def show_turnover() -> dict[str, float]:
    """Show the turnover of each day."""
    return dict(ledger.turnover(since="2026-11-01"))


@app.post("/orders")
def take_order() -> dict[str, str | int]:
    """Take an order from a form."""
    return orders.read(request.form)


@app.get("/payment")
def pay() -> str:
    """Pay for the cart."""
    payments.pay(8960)
    return "Paid"


@app.get("/webhook")
def receive_webhook() -> dict[str, list[str]]:
    """Receive a message of the parcel service."""
    return {"cities": webhooks.receive(webhooks.MESSAGE)}


@app.get("/categories/<name>")
def show_category(name: str) -> str:
    """Show where a category belongs."""
    return categories.breadcrumb(name)


@app.get("/discount")
def show_discount() -> str:
    """Show what is taken off today."""
    return str(plugins.load("seasonal"))


@app.get("/newest")
def show_newest() -> str:
    """Show the newest record."""
    return str(hostile.newest())


@app.get("/export")
def export_sales() -> Response:
    """Stream the sales; the first line fails, before anything was sent."""

    def body() -> Iterator[str]:
        yield from export.lines(export.SALES)

    return Response(body(), mimetype="text/csv")


HALF = Half(
    mount="/flask",
    name="Flask",
    interface="WSGI",
    code="app.wsgi_app = DebugMiddleware(app.wsgi_app)",
    examples=(
        Example(
            "/checkout/DE",
            "A key that is not there",
            "The failing range is marked, and beside it stand the keys that RATES does have. The "
            "crumbs lead from the KeyError to the CheckoutError with its two notes.",
            "sorted(RATES)",
        ),
        Example(
            "/labels",
            "None in a chain of attributes",
            "Three attributes, one of them None: the hint below the message says which.",
            "order.customer",
        ),
        Example(
            "/receipt",
            "An error in a template",
            "The frame is the template's own line, not the Python that Jinja made of it.",
            "line.price",
        ),
        Example(
            "/turnover",
            "An error of the database",
            "The statement and its parameters are among the values; the connection can be asked.",
            "parameters",
        ),
        Example(
            "/orders",
            "A form with a mistake in it",
            "What was sent stands beside the line; of the password only the name is shown.",
            "form['pieces']",
            method="POST",
            fields=(("article", "Assam"), ("pieces", "two"), ("password", "made-up")),
        ),
        Example(
            "/payment",
            "Secrets in the frames",
            "Keys and codes are masked by their name, the password in the URL by its shape, in "
            "the message too. Only code typed by you shows them.",
            "self.api_key",
        ),
        Example(
            "/webhook",
            "An error inside a library",
            "The frame of this app that called the library stands open; the library's are folded.",
            "message[50:]",
        ),
        Example(
            "/categories/Green%20tea",
            "A recursion without end",
            "A thousand equal frames are folded into one with its count.",
            "category, parent",
        ),
        Example(
            "/discount",
            "A module that cannot be compiled",
            "The place of the mistake is a frame of its own, and Python says what it may mean.",
        ),
        Example(
            "/newest",
            "Objects that fight back",
            "A repr that raises, one that never ends, one that is a script, a list in itself and "
            "a million numbers: the page is there at once.",
            "markup",
        ),
        Example(
            "/export",
            "A stream that fails at its start",
            "Nothing had been sent yet, so the page could still take the answer's place.",
            "sorted(sales)",
        ),
    ),
)
