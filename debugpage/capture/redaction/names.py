"""Which names are those of secrets."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from debugpage.capture.redaction.patterns import Pattern, Signed

_WORDS = (
    "password|passwd|passphrase|passcode|pass_?word|pwd|pw|secret|token|api_?key|authorization"
    "|credential|cred|cookie|session|session_?id|csrf|xsrf|signature|dsn|private|jwt|bearer|[ht]?otp|pin"
)
"""What tells a secret as any word of a name, also in the plural."""

_LAST_WORDS = "o?auth|pass|sid|auth_(?:header|data|info|string|value|code)"
"""What does so at the end of a name only: `auth_backend` and `pass_count` tell none."""

_WORDS_OF_KEYS = (
    "access|account|aes|app|application|auth|client|crypto|decryption|encryption|fernet|hmac|"
    "license|master|priv|private|rsa|secret|service|shared|signing|ssh|ssl|tls|webhook"
)
"""Behind which word a `key` is a secret."""

_FRAGMENTS = r"passw|secret(?!ar)|token(?!i)|apikey|sess(?:ion)?id"
"""What tells a secret wherever it stands in a name, as in PHPSESSID."""

_SIGNS = (
    *("pass", "pwd", "pw", "secret", "token", "key", "auth", "cred", "cookie", "sess", "sid"),
    *("csrf", "xsrf", "signature", "dsn", "private", "jwt", "bearer", "otp", "pin"),
)
"""Of which each such name has one."""

_ABOUT_SECRETS = Pattern(
    r"^(?:max|min|num|n|is|has)_"
    r"|_(?:count|size|length|len|limit|type|ttl|timeout|lifetime|age|expiry|expires(?:_(?:at|in))?)$"
)
"""Names that tell of secrets and hold none: `session_count`, `token_type`, `max_tokens`."""

_OF_TEXTS = re.compile(r"(?:^|_)(?:user_?info|sig|hmac)$")
"""Names that hold a secret where they hold a text: part of a URL, else a record of a user."""

_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")
_LONGEST, _MOST_HARMLESS = 200, 8_192
"""Characters of a name that are looked at, and how many names are remembered as harmless."""


class SecretNames:
    """Tells by its name whether something is a secret.

    A `key` is one behind a word that makes it one, as in `api_key`, `signing_key` and `APP_KEY`.
    Alone it is not, nor in `primary_key` or `cache_key`: it is what loops over dictionaries and
    lookups in tables call their variable, and a page that hides those tells nothing of the most
    common errors there are.

    extra: further names of secrets, compared without case, as parts of the names tested.
    `harmless` are names that were asked for and are none, not even where they hold a text.
    """

    def __init__(self, extra: Iterable[str] = ()) -> None:
        self._name = Signed(
            _SIGNS,
            rf"(?:^|_)(?:(?:{_WORDS})s?(?:_|\d|$)|(?:{_LAST_WORDS})\d*$"
            rf"|(?:{_WORDS_OF_KEYS})_?keys?(?:_|\d|$))|{_FRAGMENTS}",
        )
        names = "|".join(re.escape(words) for words in map(_words_of, extra) if words)
        self._extra = re.compile(rf"(?:^|_)(?:{names})s?(?:_|\d|$)" if names else r"(?!)")
        self.harmless: set[str] = set()
        self._is_secret = lru_cache(maxsize=2048)(self._hide)
        self._is_secret_text = lru_cache(maxsize=2048)(self._hide_text)

    def hide(self, name: str) -> bool:
        """Tell whether what goes by this name is a secret."""
        return self._is_secret(name[:_LONGEST])  # so that no long text is kept

    def hide_any(self, names: Sequence[str]) -> bool:
        """Tell whether what goes by one of these names is a secret.

        Dozens are asked for at once, and nearly all come back: so they are looked up together.
        """
        return not self.harmless.issuperset(names) and any(map(self.hide_text, names))

    def hide_text(self, name: str) -> bool:
        """Tell whether a text that goes by this name is a secret."""
        hides = self._is_secret_text(name[:_LONGEST])
        if not hides and len(name) <= _LONGEST:
            if len(self.harmless) >= _MOST_HARMLESS:
                self.harmless.clear()
            self.harmless.add(name)
        return hides

    def _hide_text(self, name: str) -> bool:
        return self.hide(name) or bool(_OF_TEXTS.search(_words_of(name)))

    def _hide(self, name: str) -> bool:
        words = _words_of(name)
        if self._extra.search(words):
            return True
        if not (self._name.may_fit(words, words) and self._name.compiled.search(words)):
            return False
        return _ABOUT_SECRETS.compiled.search(words) is None


def _words_of(name: str) -> str:
    """Return a name as its words in lower case, an underscore between each two."""
    return _WORD_BREAK.sub("_", name).strip("_").lower()
