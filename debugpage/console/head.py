"""What the head of a request tells of its sender, and what of that speaks against it.

Sources of the rules: RFC 9110 section 7.2 (Host), RFC 6454 (Origin), W3C Fetch Metadata.
Each function that begins with `why` returns a reason in words, or "" where there is none.
"""

import re
from ipaddress import IPv6Address, ip_address, ip_network

from debugpage.exchange import Request

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
LOOPBACK_PEERS = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
NO_PEER = (None, "", "<local>")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:]+\]|[a-z0-9_.\-]+)(?::(?P<port>[0-9]{1,5}))?")
_SUBDOMAIN_OF_LOCALHOST = r"(?:[a-z0-9_\-]+\.)+localhost"
_FORWARDING = frozenset(
    {
        *("forwarded", "via", "x-forwarded", "x-real-ip", "x-client-ip", "x-cluster-client-ip"),
        *("true-client-ip", "x-proxyuser-ip", "x-rewrite-url", "fastly-client-ip"),
        *("fly-client-ip", "x-host", "x-http-host-override"),
    }
)
_FORWARDING_FAMILIES = (
    *("x-forwarded-", "x-original-", "x-envoy-", "x-azure-", "x-appengine-", "cf-", "ngrok-"),
)
"""What the names of headers are, or begin with, that proxies and tunnels add."""
_AHEAD_OF_TIME = ("sec-purpose", "purpose")
_FOR_A_WORKER = "service-worker-navigation-preload"


def own_origin(request: Request) -> str:
    """Return the origin that a page of this server has, seen under the Host of the request."""
    return f"{request.scheme}://{request.values('host')[0]}"


def host_names(request: Request, header: str = "host") -> list[str]:
    """Return the name in a header that names one host, in lower case; else nothing."""
    match = _one_host(request, header)
    return [match["name"]] if match else []


def _one_host(request: Request, header: str) -> "re.Match[str] | None":
    values = request.values(header)
    return _HOST.fullmatch(values[0].lower()) if len(values) == 1 else None


def is_subdomain_of_localhost(name: str) -> bool:
    """Return whether browsers take a name for this machine without asking (RFC 6761, 6.3)."""
    return re.fullmatch(_SUBDOMAIN_OF_LOCALHOST, name) is not None


def why_forwarded(request: Request) -> str:
    """Judge by the presence of a forwarding header alone; what it says is never read."""
    for name, _ in request.headers:
        if name in _FORWARDING or name.startswith(_FORWARDING_FAMILIES):
            return f"it came through a proxy or tunnel (it has the header {name})"
    if request.proxied or request.peer.port == 0:
        return "a header, not the connection, tells the address of its sender"
    return ""


def why_foreign(request: Request, origins: list[str]) -> str:
    """Judge whether a page of another site asked; `origins` are those that are our own."""
    site, mode = request.values("sec-fetch-site"), request.values("sec-fetch-mode")
    if _names_another_site(site) and mode != ["navigate"]:
        return "another site asked for it"
    told = request.values("origin")
    if not told or (len(told) == 1 and told[0] in origins):
        return ""
    if told == ["null"] and site == ["same-origin"]:
        return ""
    return "its Origin is another site"


def _names_another_site(site: list[str]) -> bool:
    return any(one in ("cross-site", "same-site") for one in site)


def is_navigation(request: Request) -> bool:
    """Tell whether nothing says that a script asked: scripts must not see values."""
    mode, dest = request.values("sec-fetch-mode"), request.values("sec-fetch-dest")
    is_for_script = bool(request.values(_FOR_A_WORKER))
    return mode in ([], ["navigate"]) and dest in ([], ["document"]) and not is_for_script


def why_not_on_purpose(request: Request) -> str:
    """Judge whether a person wanted this page now."""
    if request.values(_FOR_A_WORKER):
        return "a service worker of the app is handed it; reload the page with Shift held"
    if any(request.values(name) for name in _AHEAD_OF_TIME):
        return "it was loaded ahead of time; reload the page"
    site = request.values("sec-fetch-site")
    if _names_another_site(site) and request.values("sec-fetch-user") != ["?1"]:
        return "another site opened it; reload the page"
    return ""


def why_not_told_as_document(request: Request) -> str:
    """Judge whether the browser says that a person loads it as a document of its own."""
    if request.values("sec-fetch-dest") != ["document"]:
        return "the browser did not say that it loads it as a document"
    if request.values("sec-fetch-mode") != ["navigate"] or not request.values("sec-fetch-site"):
        return "the browser did not say that a person navigated to it"
    return ""


def why_another_port(request: Request) -> str:
    """Compare the port of `Host`: a forwarded one is not the one the server listens on."""
    match, standard = _one_host(request, "host"), {"http": "80", "https": "443"}
    port = match["port"] if match and match["port"] else standard.get(request.scheme)
    if port == str(request.peer.server_port):
        return ""
    return "it was opened through another port than the one the server listens on"


class Listed:
    """The addresses and networks that the developer lists."""

    def __init__(self, peers: tuple[str, ...]) -> None:
        self._networks = [ip_network(peer) for peer in peers]

    def __contains__(self, host: str | None) -> bool:
        try:
            address = ip_address(host or "")
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)
