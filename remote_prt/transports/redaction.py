"""Takes the visit's own secrets out of what a host says.

With Basic the host is given the password, so a hostile or broken one can send it back: in a fault, a redirect, an error
record, a record. Every text of a host passes here before it is cut or escaped (`Wire.said`), and so does every record.

A secret is found as it was sent, with other blanks, and in the escapes of JSON, which the readers undo. A host that
spells it in a way of its own (reversed, in another encoding) cannot be told from one that sends noise.
"""

import re

REDACTED = "[redacted]"
_LEAST_IN_RECORDS = 8  # shorter ones may be ordinary words, and a record without its words is no evidence


class Redactor:
    """Knows the secrets of one visit, and shows none of them."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._in_words: re.Pattern[str] | None = None
        self._in_records: re.Pattern[str] | None = None

    def learn(self, secret: str | None) -> None:
        """From now on the secret is taken out; blanks around it are none of it."""
        secret = (secret or "").strip()
        if not secret or secret in self._secrets:
            return
        self._secrets |= {secret, secret.encode().decode("latin-1")}  # how headers are decoded
        self._in_words = _pattern(self._secrets)
        long = {each for each in self._secrets if len(each) >= _LEAST_IN_RECORDS}
        self._in_records = _pattern(long) if long else None

    def learn_authorization(self, header: str | bytes) -> None:
        """Learns the token of an Authorization header: the password in Base64, or what proves it (MS-NLMP 2.2.1.3)."""
        text = header.decode("latin-1") if isinstance(header, bytes) else header
        self.learn(text.partition(" ")[2].rstrip("="))

    def words(self, text: str) -> str:
        """What a host says, for people, on one line: without any secret."""
        line = " ".join(text.split())  # else a secret with a blank could come with two, and lose one on the way
        return line if self._in_words is None else self._in_words.sub(REDACTED, line)

    def record(self, text: str) -> str:
        """A record: without secrets of eight characters or more."""
        return text if self._in_records is None else self._in_records.sub(REDACTED, text)


def _pattern(secrets: set[str]) -> re.Pattern[str]:
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
