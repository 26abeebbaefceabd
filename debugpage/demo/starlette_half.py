"""The demo's ASGI half: a Starlette app of which every endpoint fails."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

from debugpage.asgi import DebugMiddleware
from debugpage.demo.catalogue import Example, Half
from debugpage.demo.shop import checkout, export, ledger, payments, warehouses

HERE = Path(__file__).parent
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
)


async def place_order(request: Request) -> PlainTextResponse:
    """Place the order of the demo's cart."""
    country = request.path_params["country"]
    return PlainTextResponse(f"{checkout.place_order(checkout.CART, country)} GBP")


async def count_stock(request: Request) -> PlainTextResponse:
    """Count the pieces of an article in all warehouses."""
    return PlainTextResponse(str(await warehouses.total_stock(request.query_params["article"])))


async def show_stock(request: Request) -> PlainTextResponse:
    """Say how many pieces of an article the first warehouse has."""
    return PlainTextResponse(await warehouses.first_stock(request.query_params["article"]))


def show_turnover(_request: Request) -> JSONResponse:
    """Show the turnover of each day; not async, so Starlette runs it in a worker thread."""
    return JSONResponse(dict(ledger.turnover(since="2026-11-01")))


async def show_receipt(_request: Request) -> HTMLResponse:
    """Show the receipt, but forget to say in which currency."""
    template = TEMPLATES.get_template("receipt.html")
    return HTMLResponse(template.render(customer="Ada Lovelace", cart=checkout.CART))


async def export_sales(_request: Request) -> StreamingResponse:
    """Stream the sales; the first line fails, before anything was sent."""
    return StreamingResponse(_at_leisure(export.lines(export.SALES)), media_type="text/csv")


async def export_with_titles(_request: Request) -> StreamingResponse:
    """Stream the sales; the second line fails, when the first has been sent."""
    return StreamingResponse(_at_leisure(export.headed(export.SALES)), media_type="text/plain")


async def thank(_request: Request) -> PlainTextResponse:
    """Answer at once, and charge the card afterwards."""
    return PlainTextResponse("Thank you!", background=BackgroundTask(payments.pay, 8960))


async def _at_leisure(lines: Iterator[str]) -> AsyncIterator[str]:
    for line in lines:
        yield line
        await anyio.sleep(0)


app = DebugMiddleware(
    Starlette(
        routes=[
            Route("/checkout/{country}", place_order),
            Route("/stock", show_stock),
            Route("/stock/all", count_stock),
            Route("/turnover", show_turnover),
            Route("/receipt", show_receipt),
            Route("/payment", thank),
            Route("/export", export_sales),
            Route("/export/titles", export_with_titles),
        ]
    ),
    enabled=True,
    project=str(HERE),
)

HALF = Half(
    mount="/starlette",
    name="Starlette",
    interface="ASGI",
    code="app = DebugMiddleware(app)",
    examples=(
        Example(
            "/checkout/DE",
            "The same error, in a coroutine",
            "The same page from the same core; the request shows the path parameter.",
            "country in RATES",
        ),
        Example(
            "/stock?article=Assam",
            "A console that can await",
            "What you type runs on the loop that served the request, so coroutines can be awaited.",
            "await leeds.stock('Sencha')",
        ),
        Example(
            "/stock/all?article=Sencha",
            "Two errors at once",
            "A TaskGroup collects the errors of its tasks: each has its own frames and values.",
            "self.shelves",
        ),
        Example(
            "/turnover",
            "An error in a worker thread",
            "An endpoint that is not async runs in a thread: its frames are complete, and the "
            "frames of the hop are folded.",
            "parameters",
        ),
        Example(
            "/receipt",
            "An error in a template",
            "Any Jinja environment will do: the frame is the template's own line.",
            "line",
        ),
        Example(
            "/export",
            "A stream that fails at its start",
            "The response was held back until its first chunk, so the page takes its place.",
            "sorted(sales)",
        ),
        Example(
            "/export/titles",
            "A stream that fails on its way",
            "Part of the answer is gone already and the connection is cut; the terminal prints "
            "the address of the page.",
        ),
        Example(
            "/payment",
            "An error after the answer",
            "The answer is complete, then a background task fails: look for the page's address in "
            "the terminal.",
        ),
    ),
)
