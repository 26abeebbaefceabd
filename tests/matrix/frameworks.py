"""The frameworks of the matrix, and the servers that each is run on.

To add one: an app module in tests/matrix/apps with the routes that `shop` lists, and a row here.
"""

from typing import NamedTuple


class Framework(NamedTuple):
    """One row: an app, and how its framework tells of a request.

    name: as its users write it. module: of tests.matrix.apps; it has `app`. packages: the
    distributions whose versions are told. server: the kind that all cases run on (see
    tests.servers). also: kinds that the cases of every server run on, too. endpoint: what its page
    tells of `/price/DE`. typed: what is typed in the console of that view, to find "9" in
    `?size=9` by the framework's request. lacks: cases it does not have, and why. target: what the
    server is told to serve, of the module.
    """

    name: str
    module: str
    packages: tuple[str, ...]
    server: str
    endpoint: str
    typed: str
    also: tuple[str, ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()
    target: str = "app"

    @property
    def servers(self) -> tuple[str, ...]:
        return (self.server, *self.also)


NO_SOCKETS = (
    ("ws_before", "WSGI has no WebSockets"),
    ("ws_after", "WSGI has no WebSockets"),
)
NO_INJECTION = (("dependency", "it injects nothing into views"),)
WSGI = NO_SOCKETS + NO_INJECTION
NO_FRAMEWORK = (
    ("refused", "it has no exceptions for answers"),
    ("middleware", "whatever wraps it is an app as well"),
)
SANIC = (*NO_INJECTION, ("ws_before", "it accepts before the view is asked"))

FRAMEWORKS = (
    Framework(
        name="Flask",
        module="flask_app",
        packages=("flask",),
        server="werkzeug",
        endpoint="price",
        typed="request.args['size']",
        also=("gunicorn-sync", "gunicorn-gthread", "waitress", "granian-wsgi"),
        lacks=WSGI,
    ),
    Framework(
        name="Quart",
        module="quart_app",
        packages=("quart",),
        server="hypercorn",
        endpoint="price",
        typed="request.args['size']",
        also=("uvicorn", "daphne"),
        lacks=NO_INJECTION,
    ),
    Framework(
        name="Bottle",
        module="bottle_app",
        packages=("bottle",),
        server="waitress",
        endpoint="/price/<country>",
        typed="request.query['size']",
        lacks=WSGI,
    ),
    Framework(
        name="Pyramid",
        module="pyramid_app",
        packages=("pyramid",),
        server="waitress",
        endpoint="price",
        typed="get_current_request().params['size']",
        lacks=WSGI,
    ),
    Framework(
        name="Falcon (WSGI)",
        module="falcon_app",
        packages=("falcon",),
        server="gunicorn-gthread",
        endpoint="/price/{country}",
        typed="request.params['size']",
        lacks=WSGI,
    ),
    Framework(
        name="Falcon (ASGI)",
        module="falcon_asgi_app",
        packages=("falcon",),
        server="uvicorn",
        endpoint="/price/{country}",
        typed="request.params['size']",
        lacks=NO_INJECTION,
    ),
    Framework(
        name="Django (WSGI)",
        module="django_wsgi_app",
        packages=("django",),
        server="gunicorn-sync",
        endpoint="price",
        typed="request.GET['size']",
        also=("werkzeug", "gunicorn-gthread", "waitress", "granian-wsgi"),
        lacks=WSGI,
    ),
    Framework(
        name="Django (ASGI)",
        module="django_asgi_app",
        packages=("django",),
        server="daphne",
        endpoint="price",
        typed="request.GET['size']",
        also=("uvicorn", "hypercorn", "granian-asgi", "gunicorn-asgi"),
        lacks=(
            *NO_INJECTION,
            ("ws_before", "Channels has WebSockets for Django"),
            ("ws_after", "Channels has WebSockets for Django"),
        ),
    ),
    Framework(
        name="Channels",
        module="channels_app",
        packages=("channels", "django"),
        server="daphne",
        endpoint="price",
        typed="self.scope['query_string'].decode()[-1]",
        lacks=NO_INJECTION,
    ),
    Framework(
        name="Dash",
        module="dash_app",
        packages=("dash", "flask"),
        server="waitress",
        endpoint="price",
        typed="request.args['size']",
        lacks=WSGI,
    ),
    Framework(
        name="no framework (WSGI)",
        module="wsgi_app",
        packages=(),
        server="waitress",
        endpoint="",
        typed="size",
        lacks=(*WSGI, *NO_FRAMEWORK),
    ),
    Framework(
        name="no framework (ASGI)",
        module="asgi_app",
        packages=(),
        server="granian-asgi",
        endpoint="",
        typed="size",
        lacks=(*NO_INJECTION, *NO_FRAMEWORK),
    ),
    Framework(
        name="Starlette",
        module="starlette_app",
        packages=("starlette",),
        server="uvicorn",
        endpoint="price",
        typed="request.query_params['size']",
        also=("hypercorn", "granian-asgi", "daphne", "gunicorn-asgi"),
        lacks=NO_INJECTION,
    ),
    Framework(
        name="FastAPI",
        module="fastapi_app",
        packages=("fastapi", "starlette"),
        server="uvicorn",
        endpoint="price",
        typed="request.query_params['size']",
    ),
    Framework(
        name="Litestar",
        module="litestar_app",
        packages=("litestar",),
        server="uvicorn",
        endpoint="price",
        typed="request.query_params['size']",
    ),
    Framework(
        name="BlackSheep",
        module="blacksheep_app",
        packages=("blacksheep",),
        server="uvicorn",
        endpoint="price",
        typed="request.query['size'][0]",
    ),
    Framework(
        name="Sanic (ASGI)",
        module="sanic_app",
        packages=("sanic",),
        server="uvicorn",
        endpoint="shop.price",
        typed="request.args.get('size')",
        lacks=SANIC,
    ),
    Framework(
        name="Sanic",
        module="sanic_app",
        packages=("sanic",),
        server="sanic",
        endpoint="shop.price",
        typed="request.args.get('size')",
        lacks=(*SANIC, ("stream_after", "its server ends a stream that fails as if it were whole")),
        target="run",
    ),
    Framework(
        name="aiohttp.web",
        module="aiohttp_app",
        packages=("aiohttp",),
        server="aiohttp",
        endpoint="price",
        typed="request.query['size']",
        lacks=NO_INJECTION,
        target="run",
    ),
)

SERVER_PACKAGES = {
    "werkzeug": "werkzeug",
    "gunicorn-sync": "gunicorn",
    "gunicorn-gthread": "gunicorn",
    "gunicorn-asgi": "gunicorn",
    "waitress": "waitress",
    "granian-wsgi": "granian",
    "granian-asgi": "granian",
    "uvicorn": "uvicorn",
    "hypercorn": "hypercorn",
    "daphne": "daphne",
    "aiohttp": "aiohttp",
    "sanic": "sanic",
}
"""The distribution of each kind of server."""
