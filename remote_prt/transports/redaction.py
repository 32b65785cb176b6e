"""Takes the visit's own secrets out of what a host says.

With Basic the host is given the password, so a hostile or broken one can send it back: in a fault, a redirect, an error
record, a record. Every text of a host passes here before it is cut or escaped (`Wire.said`), and so does every record.

A secret is found as it was sent, in the other case, with other blanks, in the escapes of JSON, which the readers undo,
percent-encoded (RFC 3986 section 2.1), and in Base64 and hexadecimal of UTF-8 and UTF-16, wherever in a longer text it
begins; in words for people also where its end is missing. A host that spells it in a way of its own (reversed, with
something between the letters, enciphered, a half today and a half tomorrow) cannot be told from one that sends noise.
"""

import math
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote_plus

REDACTED = "[redacted]"
_LEAST_IN_RECORDS = 8  # shorter ones may be ordinary words, and a record without its words is no evidence
_LEAST_ENCODED = 8  # characters of Base64 or hexadecimal: fewer may be part of anything
_LEAST_OF_A_PART = 8  # a shorter beginning of a secret may be an ordinary word
_SHARE_OF_A_PART = 0.75  # and so may less of it than this


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
        """What a host says, for people, on one line: without any secret, or three quarters of one."""
        line = " ".join(text.split())  # else a secret with a blank could come with two, and lose one on the way
        line = self._without_tokens(line, 1)
        return _pattern(self._secrets, is_for_people=True).sub(REDACTED, line) if self._secrets else line

    def record(self, text: str) -> str:
        """A record: without secrets of eight characters or more."""
        text = self._without_tokens(text, _LEAST_IN_RECORDS)
        long = frozenset(each for each in self._secrets if len(each) >= _LEAST_IN_RECORDS)
        if not long:
            return text
        text = _as_sent(long).sub(REDACTED, text)
        return _pattern(long, is_for_people=False).sub(REDACTED, text) if _is_hinted(long, text) else text

    def _without_tokens(self, text: str, least: int) -> str:
        for token in sorted(self._tokens, key=len, reverse=True):
            for spelling in (token, token.replace("/", "\\/")):
                if len(token) >= least and spelling in text:
                    text = text.replace(spelling, REDACTED)
        return text


def _both(secret: str | None) -> frozenset[str]:
    """A secret as it is, as headers are decoded, in capitals where those are more letters; nothing for an empty one."""
    secret = (secret or "").strip()
    capitals = secret.upper() if len(secret.upper()) != len(secret) else secret
    return frozenset({secret, secret.encode().decode("latin-1"), capitals}) if secret else frozenset()


@lru_cache(maxsize=64)
def _as_sent(secrets: frozenset[str]) -> re.Pattern[str]:
    """Finds the secrets as they were sent, and in the escapes of JSON: quickly, for it sees every record of a fleet."""
    return re.compile("|".join("".join(map(_escapes, " ".join(secret.split()))) for secret in _longest_first(secrets)))


@lru_cache(maxsize=64)
def _hints(secrets: frozenset[str]) -> tuple[str, ...]:
    """What stands in a text, its letters made small, where a slow look finds what a quick one has missed."""
    encoded = {way.lower() for secret in secrets for way in _encoded(secret)}
    return (*(secret.lower() for secret in secrets), *encoded)


def _is_hinted(secrets: frozenset[str], text: str) -> bool:
    small = text.lower().replace("\\/", "/")
    if any(hint in small for hint in _hints(secrets)):
        return True
    opened = unquote_plus(small).lower() if "%" in small else ""
    return any(secret.lower() in opened for secret in secrets)


@lru_cache(maxsize=64)
def _pattern(secrets: frozenset[str], *, is_for_people: bool) -> re.Pattern[str]:
    """Finds any of the secrets in every way, the longest first: one may be a part of another."""
    ordered = _longest_first(secrets)
    ways = [_plain(" ".join(secret.split()), may_be_cut=is_for_people) for secret in ordered]
    ways += [re.escape(way).replace("/", r"(?:\\?/)") for secret in ordered for way in _encoded(secret)]
    return re.compile("|".join(ways), re.IGNORECASE)


def _longest_first(secrets: frozenset[str]) -> list[str]:
    return sorted(secrets, key=len, reverse=True)


def _plain(secret: str, *, may_be_cut: bool) -> str:
    """The secret letter by letter, each in any spelling; where its end may be missing, that end is optional."""
    letters = [_spellings(character) for character in secret]
    least = max(_LEAST_OF_A_PART, math.ceil(len(letters) * _SHARE_OF_A_PART))
    if not may_be_cut or len(letters) <= least:
        return "".join(letters)
    end = ""
    for letter in reversed(letters[least:]):
        end = f"(?:{letter}{end})?"
    return "".join(letters[:least]) + end


def _spellings(character: str) -> str:
    """A character as it is, as JSON may escape it, or percent-encoded."""
    percent = "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    return rf"(?:{_escapes(character)}|{percent}|\+)" if character.isspace() else f"(?:{_escapes(character)}|{percent})"


def _escapes(character: str) -> str:
    """A character as it is or as JSON may escape it (RFC 8259 section 7); a blank as any blanks."""
    if character.isspace():
        return r"(?:\\u00(?:20|0[9aAdD])|\\[nrt]|\s){1,9}"  # bounded: a host may send a million
    units = character.encode("utf-16-be", "surrogatepass").hex()
    escaped = "".join(rf"\\u(?i:{units[start : start + 4]})" for start in range(0, len(units), 4))
    backslashed = rf"|\\{re.escape(character)}" if character in '"\\/' else ""
    return f"(?:{escaped}{backslashed}|{re.escape(character)})"


def _encoded(secret: str) -> Iterator[str]:
    """The secret in hexadecimal, and in Base64 at each of three places within a longer text."""
    for data in (secret.encode("utf-8", "surrogatepass"), secret.encode("utf-16-le", "surrogatepass")):
        yield from (way for way in (data.hex(), *_base64(data)) if len(way) >= _LEAST_ENCODED)


def _base64(data: bytes) -> Iterator[str]:
    for before in range(3):
        first = math.ceil(before * 4 / 3)  # the characters before it also hold bits of what stands before
        last = (before + len(data)) * 8 // 6  # from here on they also hold bits of what stands behind
        yield b64encode(bytes(before) + data).decode()[first:last]
