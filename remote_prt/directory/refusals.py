"""What a directory server says no with (RFC 4511 appendix A), as people say it."""

import re

import sansldap

from remote_prt.errors import DirectoryError, DirectoryUnreachable

_Code = sansldap.LDAPResultCode
_ELSEWHERE = re.compile(r"ldaps?://([A-Za-z0-9_.-]{1,253})(?:[:/?]|$)", re.IGNORECASE)
_WORDS = {
    _Code.NO_SUCH_OBJECT: ("it has no object of that name, or this account may not see it", "check the name in --ou"),
    _Code.INVALID_DN_SYNTAX: ("the name is no distinguished name to it", "check the name in --ou"),
    _Code.SIZE_LIMIT_EXCEEDED: (
        "it has more objects than it gives at once, and the list would be incomplete",
        "narrow it with --ou or --ldap-filter",
    ),
    _Code.ADMIN_LIMIT_EXCEEDED: ("its limits do not allow the search", "narrow it with --ou or --ldap-filter"),
    _Code.TIME_LIMIT_EXCEEDED: ("the search takes longer than it allows", "narrow it with --ou or --ldap-filter"),
    _Code.INSUFFICIENT_ACCESS_RIGHTS: (
        "this account has no right to read that",
        "have the right to read the OU delegated to it",
    ),
    _Code.INAPPROPRIATE_MATCHING: ("it cannot compare what the filter compares", "check --ldap-filter"),
    _Code.UNWILLING_TO_PERFORM: ("it is unwilling to do the search", "check --ldap-filter"),
}
_PASSING = frozenset({_Code.BUSY, _Code.UNAVAILABLE})


def refusal(server: str, result: sansldap.LDAPResult) -> DirectoryError:
    """The error that a result amounts to; nothing that the server wrote is repeated, but for a host name."""
    code = result.result_code
    if code is _Code.REFERRAL:
        return _referral(server, result.referrals or ())
    if code in _PASSING:
        return DirectoryUnreachable(server, "it is busy or not ready", "try again, or name another with --ldap-server")
    problem, hint = _WORDS.get(code, (f"it ended the search with {code.name}", ""))
    return DirectoryError(server, problem, hint)


def _referral(server: str, places: "list[str] | tuple[str, ...]") -> DirectoryError:
    found = next((match for place in places if (match := _ELSEWHERE.match(place))), None)
    if found is None:
        hint = "name a domain controller of that domain with --ldap-server"
        return DirectoryError(server, "that is not in its domain", hint)
    problem = f"that is not in its domain, but in that of {found[1]}"
    return DirectoryError(server, problem, f"--ldap-server {found[1]}")
