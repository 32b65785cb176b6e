"""Who asks dsregcmd, on which host, and when: what every section of its output is written from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from remote_prt.lab.identity import HostIdentity, Person
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.story import AccountKind, DeviceStory, Generation, JoinType, UserStory

Rows = Iterator[tuple[str, str]]

OLD_LAYOUTS = (Generation.W1607, Generation.W1803)
LAYOUTS_WITH_ATTEMPTS = (Generation.W21H1, Generation.W11)


@dataclass(frozen=True, slots=True)
class Asker:
    """The logon session in which dsregcmd runs: a signed-in user's, or (`user` None) the remoting account's."""

    number: int | None  #: 1-based number of the user in the story
    user: UserStory | None
    person: Person | None


CALLER = Asker(None, None, None)


def as_user(host: SimulatedHost, identity: HostIdentity, number: int) -> Asker:
    """The logon session of the n-th user of the story, counted from 1."""
    return Asker(number, host.scenario.story.users[number - 1], identity.people[number - 1])


def stamp(moment: datetime) -> str:
    """A time as dsregcmd prints it: `2026-01-31 01:00:00.000 UTC`."""
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03} UTC"


def yes_or_no(flag: bool) -> str:
    """`YES` or `NO`: never localised."""
    return "YES" if flag else "NO"


@dataclass(frozen=True, slots=True)
class View:
    """One output in the making."""

    host: SimulatedHost
    identity: HostIdentity
    moment: datetime  #: now, by the host's own clock
    asker: Asker

    @property
    def device(self) -> DeviceStory:
        """What the scenario says about the device."""
        return self.host.scenario.story.device

    @property
    def has_tenant(self) -> bool:
        """Whether the device itself is joined to a tenant."""
        return self.device.join in (JoinType.ENTRA, JoinType.HYBRID)

    @property
    def has_token_account(self) -> bool:
        """Whether the asking account is one for which a PRT is looked up at all."""
        user = self.asker.user
        return self.has_tenant and user is not None and user.account is not AccountKind.LOCAL

    def ago(self, minutes: float) -> datetime:
        """That many minutes before the moment."""
        return self.moment - timedelta(minutes=minutes)
