"""Read a message of the parcel service: it is no JSON, and the standard library says so."""

import json
from typing import Any

MESSAGE = """{"parcel": "JD0146", "events": [{"at": "2026-11-20", "city": "Leeds",}]}"""


def receive(message: str) -> list[str]:
    """Return the cities that a parcel has passed."""
    event = parse(message)
    return [entry["city"] for entry in event["events"]]


def parse(message: str) -> dict[str, Any]:
    """Return what `message`, a JSON text, holds."""
    parsed: dict[str, Any] = json.loads(message)
    return parsed
