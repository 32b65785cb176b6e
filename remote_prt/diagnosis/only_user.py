r"""Whether a user is the one that was asked for: by SID, UPN, `DOMAIN\name` or name, whatever of it is known.

The host decides with less knowledge whom a task is started for; here counts what was proven. Only where no UPN of the
user is known anywhere does likeness of the name count, as on the host: Entra sign-ins bear the display name.
"""

from remote_prt.diagnosis.view import UserView


def is_asked_for(user: UserView, wanted: str) -> bool:
    """Whether the user fits; everybody does where nobody is named."""
    if not wanted:
        return True
    account = None if user.own is None else user.own.executing_account
    names = [name for name in (user.session.name, "" if account is None else account.name) if name]
    words = wanted.strip().casefold()
    if "@" in words:
        upns = {upn.casefold() for upn in (user.session.upn, "" if account is None else account.upn) if "@" in upn}
        return (
            words in upns if upns else any(_letters(_bare(name)) == _letters(words.partition("@")[0]) for name in names)
        )
    if words.startswith("s-1-"):
        return user.session.sid.casefold() == words
    return words in {name.casefold() for name in (names if "\\" in words else map(_bare, names))}


def _bare(name: str) -> str:
    return name.rpartition("\\")[2]


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
