r"""A plan as a task of Windows Task Scheduler, in XML.

Source: MS-TSCH 2.5 (the schema, version 1.2) and "Task Scheduler Schema" of the Windows documentation. Of a trigger the
order of its elements is part of the schema (MS-TSCH 2.5.3.1, 2.5.3.9); its `Enabled`, which Windows itself writes
elsewhere than the schema says, is left out, for it is true by default. Elsewhere any order will do (`xs:all`).

The text is ASCII, others are character references, so that no tool can read it in a wrong code page. Arguments follow
the rules of CommandLineToArgvW; no shell reads them, so `&` and `^` mean nothing, but Task Scheduler itself replaces
`%NAME%` and `$(Arg0)`, for which it has no escape. Registering and running it is unverified on Windows.
"""

import html
import re
import subprocess
from datetime import timedelta
from typing import Final

from remote_prt.cli.schedule.plan import Place, PlaceKind, Plan, Word
from remote_prt.errors import UsageError

FOLDER: Final = r"C:\ProgramData\remote_prt"

_NAMESPACE: Final = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_MOST_OF_PATH: Final = 260  # pathType
_MOST_OF_ARGUMENTS: Final = 32_000  # CreateProcess takes 32,767 characters in all
_REPLACED: Final = re.compile(r"%[^%\s]+%|\$\(Arg[0-9]+\)", re.IGNORECASE)
_ACCOUNT: Final = re.compile(r"""[^"/\\\[\]:;|=,+*?<>@\s]{1,64}\\[^"/\\\[\]:;|=,+*?<>@]{1,64}""")

#: Some day in the past: the trigger counts days from it.
_FIRST_DAY: Final = "2026-01-01"

_TASK: Final = """\
<?xml version="1.0"?>
<Task version="1.2" xmlns="{namespace}">
  <RegistrationInfo>
    <Description>{description}</Description>
    <URI>\\{unit}</URI>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>{day}T{at:%H:%M}:00</StartBoundary>
      <RandomDelay>PT{spread}M</RandomDelay>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{account}</UserId>
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>{limit}</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def task_xml(plan: Plan) -> str:
    r"""The task.

    Raises:
        UsageError: the account is none of a domain (`CORP\svc-prt$`), or Task Scheduler would change a word.
    """
    if not _ACCOUNT.fullmatch(plan.account):
        raise UsageError(f"--run-as {plan.account[:80]!r} is no account of a domain", r"as in --run-as 'CORP\svc-prt$'")
    secrets = {one.name: one.path for one in plan.handed}
    words = [_text(word, secrets) for word in (*plan.program[1:], *plan.verb, *plan.words)]
    for word in (plan.program[0], *words):
        if found := _REPLACED.search(word):
            raise UsageError(f"Task Scheduler replaces {found[0]}, and has no escape for it", "put it into a --config")
    arguments = subprocess.list2cmdline(words)
    if len(plan.program[0]) > _MOST_OF_PATH or len(arguments) > _MOST_OF_ARGUMENTS:
        raise UsageError("the command line is longer than Windows takes", "name hosts with --hostfile or --inventory")
    return _TASK.format(
        namespace=_NAMESPACE,
        description=_xml(f"remote_prt {plan.title}: {plan.scope}"),
        unit=plan.unit,
        day=_FIRST_DAY,
        at=plan.at,
        spread=plan.spread_minutes,
        account=_xml(plan.account),
        limit=_duration(plan.longest),
        command=_xml(plan.program[0]),
        arguments=_xml(arguments),
        folder=_xml(FOLDER),
    )


def _text(word: Word, secrets: dict[str, str]) -> str:
    if not isinstance(word, Place):
        return word
    if word.kind is PlaceKind.CREDENTIAL:
        return secrets[word.name]
    folder = rf"{FOLDER}\{'logs' if word.kind is PlaceKind.LOG else 'state'}"
    return rf"{folder}\{word.name}" if word.name else folder


def _xml(text: str) -> str:
    escaped = html.escape(text, quote=False).replace('"', "&quot;")  # XML has these four too
    return escaped.encode("ascii", "xmlcharrefreplace").decode()


def _duration(length: timedelta) -> str:
    """`PT1H55M`; whole minutes, rounded up."""
    minutes = -(-int(length.total_seconds()) // 60)
    return "PT" + (f"{minutes // 60}H" if minutes >= 60 else "") + (f"{minutes % 60}M" if minutes % 60 else "")
