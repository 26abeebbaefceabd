"""An app with a hole: pages of its own origin in which a test runs any script, workers included."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from debugpage.wsgi import DebugMiddleware
from tests.apps.failures import boom, called

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

WORKER = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await self.registration.navigationPreload.enable();
  await self.clients.claim();
})()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || !event.request.url.endsWith("/boom")) return;
  event.respondWith((async () => {
    const seen = [];
    const preloaded = await event.preloadResponse;
    if (preloaded) seen.push(await preloaded.text());
    seen.push(await (await fetch(event.request)).text());
    return new Response(JSON.stringify(seen), { headers: { "Content-Type": "text/plain" } });
  })());
});
"""

SPY = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const token = event.request.headers.get("X-Debugpage-Token");
  if (!token) return;
  event.respondWith((async () => {
    const { tb, frame } = await event.request.clone().json();
    await fetch(event.request.url.replace(/[a-z]+$/, "eval"), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Debugpage-Token": token },
      body: JSON.stringify({ tb, frame, seq: 1000, code: "canary()" }),
    });
    return fetch(event.request);
  })());
});
"""
"""A worker that lets the page through untouched, and uses what its commands show."""

FORGER = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.destination !== "script") return;
  const text = "document.documentElement.dataset.forged = facts.textContent";
  event.respondWith(new Response(text, { headers: { "Content-Type": "text/javascript" } }));
});
"""
"""A worker that answers with a script of its own where the page loads ours."""

PAGES = {
    "/": ("text/html", "<!doctype html><title>infected</title><h1>An app</h1>"),
    "/strict": ("text/html", "<!doctype html><title>infected</title><h1>A careful app</h1>"),
    "/worker.js": ("text/javascript", WORKER),
    "/spy.js": ("text/javascript", SPY),
    "/forger.js": ("text/javascript", FORGER),
}


def bare(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The app without debugpage."""
    called()
    path = environ["PATH_INFO"]
    if path == "/boom":
        boom()
    kind, text = PAGES.get(path, ("text/plain", "nothing at this address"))
    status = "200 OK" if path in PAGES else "404 Not Found"
    headers = [("Content-Type", f"{kind}; charset=utf-8")]
    if path == "/strict":  # what Django sends by default
        headers.append(("Cross-Origin-Opener-Policy", "same-origin"))
    start_response(status, headers)
    return [text.encode()]


app = DebugMiddleware(bare)
"""With the real check of who is there."""
