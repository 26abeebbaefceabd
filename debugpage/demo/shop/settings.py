"""What the shop is told when it starts. Every secret is made up."""

BANK_URL = "https://shop:tea-time-2026@bank.example/v1"
BANK_API_KEY = "sk_live_51MadeUpForTheDemo0000"
CARD_NUMBER = "4000 0000 0000 0002"
CARD_SECRET_CODE = "123"  # noqa: S105 - made up
