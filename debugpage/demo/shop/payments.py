"""Charge a card: the gateway declines, with secrets in every frame."""

from dataclasses import dataclass


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
        raise PaymentDeclined(f"{card.holder}: {pence / 100:.2f} GBP with {len(headers)} headers")


def pay(pence: int) -> None:
    """Charge the card on file. Every secret here is made up."""
    password = "tea-time-2026"  # noqa: S105 - made up
    gateway = Gateway(f"https://shop:{password}@bank.example/v1", "sk_live_51MadeUpForTheDemo0000")
    gateway.charge(Card("Ada Lovelace", "4000 0000 0000 0002", "123"), pence)
