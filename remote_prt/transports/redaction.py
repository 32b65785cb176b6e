"""Takes the visit's own secrets out of what a host says.

With Basic the host is given the password, so a hostile or broken one can send it back: in a fault, a redirect, an error
record, a record. Every text of a host passes here before it is cut or escaped (`Wire.said`), and so does every record.

A secret is found as it was sent, with other blanks, and in the escapes of JSON, which the readers undo. A host that
spells it in a way of its own (reversed, in another encoding) cannot be told from one that sends noise.
"""

import re
from functools import lru_cache

REDACTED = "[redacted]"
_LEAST_IN_RECORDS = 8  # shorter ones may be ordinary words, and a record without its words is no evidence


class Redactor:
    """Knows the secrets of one visit, and shows none of them.

    Tokens of a logon are new at every visit and hundreds of characters long, so nothing is compiled for them before a
    host's words have to be shown; the password is the same for the whole run, and its pattern is kept.
    """

    def __init__(self) -> None:
        self._secrets: frozenset[str] = frozenset()
        self._tokens: frozenset[str] = frozenset()

    def learn(self, secret: str | None) -> None:
        """From now on the secret is taken out; blanks around it are none of it."""
        self._secrets |= _both(secret)

    def learn_authorization(self, header: str | bytes) -> None:
        """Learns the token of an Authorization header: the password in Base64, or what proves it (MS-NLMP 2.2.1.3)."""
        text = header.decode("latin-1") if isinstance(header, bytes) else header
        self._tokens |= _both(text.partition(" ")[2].rstrip("="))

    def words(self, text: str) -> str:
        """What a host says, for people, on one line: without any secret."""
        line = " ".join(text.split())  # else a secret with a blank could come with two, and lose one on the way
        known = self._secrets | self._tokens
        return _pattern(known).sub(REDACTED, line) if known else line

    def record(self, text: str) -> str:
        """A record: without secrets of eight characters or more."""
        for token in self._tokens:
            for spelling in (token, token.replace("/", "\\/")):
                if len(token) >= _LEAST_IN_RECORDS and spelling in text:
                    text = text.replace(spelling, REDACTED)
        long = frozenset(each for each in self._secrets if len(each) >= _LEAST_IN_RECORDS)
        return _pattern(long).sub(REDACTED, text) if long else text


def _both(secret: str | None) -> frozenset[str]:
    """A secret as it is and as headers are decoded; nothing for an empty one."""
    secret = (secret or "").strip()
    return frozenset({secret, secret.encode().decode("latin-1")}) if secret else frozenset()


@lru_cache(maxsize=64)
def _pattern(secrets: frozenset[str]) -> re.Pattern[str]:
    """Finds any of the secrets, the longest first: one may be a part of another."""
    longest_first = sorted(secrets, key=len, reverse=True)
    return re.compile("|".join("".join(map(_spellings, " ".join(secret.split()))) for secret in longest_first))


def _spellings(character: str) -> str:
    """A character as it is or as JSON may escape it (RFC 8259 section 7); a blank as any blanks."""
    if character.isspace():
        return r"(?:\\u00(?:20|0[9aAdD])|\\[nrt]|\s){1,9}"  # bounded: a host may send a million
    units = character.encode("utf-16-be").hex()
    escaped = "".join(rf"\\u(?i:{units[start : start + 4]})" for start in range(0, len(units), 4))
    backslashed = rf"|\\{re.escape(character)}" if character in '"\\/' else ""
    return f"(?:{escaped}{backslashed}|{re.escape(character)})"
