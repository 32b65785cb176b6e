r"""When two ways to write an account mean the same one, as a domain controller counts its wrong passwords.

`CORP\svc` and `svc@corp.example` are taken for one where the NetBIOS name of the domain is the first label of its DNS
name, as it is unless somebody chose otherwise; `svc@corp.example` and `svc@corp.test` are two. `corp.example\svc` is
only another way to write the former. Case counts for nothing.
"""

from remote_prt.inventory.names import is_address
from remote_prt.model import Target
from remote_prt.transports.credentials import Credential


def account_name(target: Target, credential: Credential) -> str:
    r"""The account as it counts; a local one belongs to its host, by the first label of the host's name.

    Where that is the name of a domain too, `CORP\svc` on `corp.site.example`, it counts as the domain's account.
    """
    name = credential.principal.casefold()
    domain, separator, local = name.partition("\\")
    host = target.name.casefold()
    short = host if is_address(host) else host.partition(".")[0]
    if separator and domain in {".", host, short}:
        return f"{short}\\{local}"
    return f"{local}@{domain}" if "." in domain and separator else name


def kin_key(name: str) -> str:
    """The same for all names that may be of one account; a local account has no other name."""
    user, domain = _parts(name)
    if "\\" in name and "." in domain:
        return name
    return f"{user}@{domain.partition('.')[0]}"


def is_same_account(one: str, other: str) -> bool:
    """Whether two names with the same `kin_key` are of the same account, as far as one can be certain of that."""
    domains = {_parts(one)[1], _parts(other)[1]}
    return len(domains) == 1 or sum("." in domain for domain in domains) == 1


def _parts(name: str) -> tuple[str, str]:
    domain, separator, local = name.partition("\\")
    if separator:
        return local, domain
    user, _, domain = name.rpartition("@")
    return (user, domain) if user else (name, "")
