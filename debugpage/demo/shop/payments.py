"""Charge a card: the gateway declines, with secrets in every frame."""

from dataclasses import asdict, dataclass
from typing import Any

from debugpage.demo.shop import settings


class PaymentDeclined(Exception):  # noqa: N818 - the word that banks use
    """The bank said no."""


@dataclass
class Card:
    """A card, as the customer typed it."""

    holder: str
    number: str
    secret_code: str


@dataclass
class Gateway:
    """The bank's interface, and what opens it."""

    url: str
    api_key: str

    def charge(self, card: Card, pence: int) -> None:
        """Take `pence` from `card`. Raises PaymentDeclined."""
        headers = {"Authorization": f"Bearer {self.api_key}", "Accept": "application/json"}
        self.send({"card": asdict(card), "pence": pence}, headers)

    def send(self, payment: dict[str, Any], headers: dict[str, str]) -> None:
        """Pretend to send a payment to the bank, and that it says no."""
        raise PaymentDeclined(
            f"{self.url} declined {payment['pence']} pence, asked with {len(headers)} headers"
        )


def pay(pence: int) -> None:
    """Charge the card on file."""
    gateway = Gateway(settings.BANK_URL, settings.BANK_API_KEY)
    card = Card("Ada Lovelace", settings.CARD_NUMBER, settings.CARD_SECRET_CODE)
    gateway.charge(card, pence)
