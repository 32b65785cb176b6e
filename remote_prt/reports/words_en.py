"""English words of reports; the keys stand in every language (words.py)."""

from remote_prt.diagnosis.evidence import MissingReason

TEXTS: dict[str, str] = {
    "column.Host": "Host",
    "column.User": "User",
    "column.File": "File",
    "column.Status": "Status",
    "column.Cause": "Cause",
    "column.Code": "Code",
    "column.PRT age": "PRT age",
    "column.Context": "Context",
    "column.Action": "Action",
    "column.Address": "Address",
    "column.Join": "Join",
    "column.OS build": "OS build",
    "column.Finding": "Finding",
    "column.Confidence": "Confidence",
    "column.Notes": "Notes",
    "age.seconds": "{sign}{number} s",
    "age.minutes": "{sign}{number} m",
    "age.hours": "{sign}{number} h {rest} m",
    "age.days": "{sign}{number} d {rest} h",
    "confidence.certain": "certain",
    "confidence.likely": "likely",
    "confidence.possible": "possible",
    "header.run": "Run {run}",
    "header.scope": "scope {scope}",
    "header.account": "as {account}",
    "header.started": "started {at}",
    "header.took": "took {age}",
    "header.context": "context {context}",
    "header.task": ("Context {context} registers one self-deleting scheduled task per signed-in user on each host."),
    "header.probe": (
        "Probe network: each host sends requests to the Entra sign-in servers, by one self-deleting task of SYSTEM"
        " where the context allows tasks."
    ),
    "header.only": "Only {user} is judged; nobody else's session is asked.",
    "header.weakened": "Weakened by {switches}.",
    "header.deadline": "deadline {at}",
    "header.max_fail": "stops at {number} failed",
    "header.interrupted": "Interrupted: what follows is what was done until then.",
    "header.stopped.deadline": "Stopped by --deadline: what follows is what was done until then.",
    "header.stopped.no-ticket": "Stopped for want of Kerberos tickets: no new host was begun after several had got none.",
    "header.stopped.max-fail": "Stopped by --max-fail: no new host was begun after so many had failed.",
    "header.stopped.interrupted": "This run was interrupted: what follows is what was done until then.",
    "header.stopped.cut-off": "This run was cut off before its end: what follows is what it had kept by then.",
    "header.stopped.under-way": "This run is still under way: what follows is what it has kept so far.",
    "header.again": (
        "Judged again {at} from what the run had kept, with the catalogue of today; a PRT is STALE after {hours} h"
        " without renewal."
    ),
    "header.again-site": (
        "Judged again {at} from what the run had kept, with your own catalogue as it is today; a PRT is STALE after"
        " {hours} h without renewal."
    ),
    "causes.title": "Causes, most hosts first",
    "causes.hosts": "hosts: ",
    "causes.or": "or: ",
    "causes.do": "do: ",
    "causes.proof": "to be sure: ",
    "causes.shared": "shared: ",
    "causes.none": "no cause found in the evidence",
    "fleet.share": "{kind} {value} ({hosts} of {of}; elsewhere {others} of {rest})",
    "fleet.share-alone": "{kind} {value} ({hosts} of {of})",
    "fleet.not-these": "This is not these PCs, it is their {kind}: {value}.",
    "fleet.everywhere": "This is not these PCs: {hosts} of {all} judged hosts have it.",
    "fleet.clone": "One device identity on several computers (DeviceId {value}): an image or clones",
    "fleet.clone-do": "Unjoin the image before it is copied (dsregcmd /leave as SYSTEM), then join each computer anew",
    "kind.subnet": "subnet",
    "kind.endpoint": "sign-in endpoint",
    "kind.tenant": "tenant",
    "kind.os-build": "OS build",
    "kind.proxy": "proxy",
    "kind.group": "group",
    "kind.user-domain": "user domain",
    "kind.device-id": "DeviceId",
    "table.no-room": "Not enough room for {columns}: --format wide shows every column.",
    "failed.title": "Not judged",
    "failed.alike": "{number} more failed alike and stand under Causes: --all lists each.",
    "failed.no-reason": "no reason recorded",
    "failed.try": "try: {hint}",
    "coverage.hosts": "Hosts: ",
    "coverage.none": "none",
    "coverage.line": "Asked {asked}  Reached {reached}  Judged {judged}  Failed {failed}",
    "presence.users": "A user was signed in on {with_users} of {visited} visited hosts ({share} %).",
    "presence.day": "A run before working hours sees idle machines: add a run during the day.",
    "coverage.exit": "Exit code {code}",
    "coverage.also": " (also applies: {codes})",
    "summary.line": "asked {asked}, reached {reached}, judged {judged}, failed {failed}: {counts}; exit code {code}",
    "written.to": "report written to {path}",
    "written.elsewhere": "{problem}; the report follows on standard output",
    "written.nowhere": "the report could not be written: {problem}",
    "next.title": "Next",
    "next.again": "visit again what was not judged: {command}",
    "next.healthy": "show the {number} healthy too: --all",
    "next.json": "every finding with its evidence: --format json",
}

#: reason: (what it means, what to do).
REASONS: dict[MissingReason, tuple[str, str]] = {
    MissingReason.WRONG_SESSION: (
        "only another account's session was seen, and it knows nothing of this user's PRT",
        "visit with --context auto, or run dsregcmd /status as the user",
    ),
    MissingReason.NO_USER_SIGNED_IN: (
        "nobody is signed in, so there is no PRT to judge",
        "visit again while the user is signed in",
    ),
    MissingReason.NOT_THAT_USER: (
        "nobody who is signed in is known to be the user that was asked for",
        "ask by SID or DOMAIN\\name, or visit without --only-user to see who is signed in",
    ),
    MissingReason.OWNER_HIDDEN: (
        "somebody is signed in, but the account may not read who",
        "visit with an account that is an administrator of this host",
    ),
    MissingReason.TRUNCATED: ("the answer ended early or was too long", "visit this host again alone"),
    MissingReason.NO_SSO_SECTION: (
        "dsregcmd printed no SSO state",
        "check the Windows version: 10 1809 or later prints it",
    ),
    MissingReason.LOG_UNREADABLE: (
        "the AAD event log could not be read",
        "enable the AAD/Operational log and let the account read it (Event Log Readers)",
    ),
    MissingReason.DEADLINE: ("the time for this host was used up", "visit again with a longer --host-timeout"),
    MissingReason.NO_DSREGCMD: ("this Windows has no dsregcmd", "nothing to do on Windows before 10 or Server 2016"),
    MissingReason.TASK_REFUSED: (
        "the host did not let the task in the user's session be registered or started",
        "check that the account may register scheduled tasks on the host",
    ),
    MissingReason.TASK_SILENT: (
        "the task in the user's session wrote nothing usable in time",
        "visit again; the session may be disconnected or the host busy",
    ),
    MissingReason.SESSION_LOST: ("the connection broke during the visit", "visit again"),
    MissingReason.NOT_COLLECTED: ("this visit did not ask", "visit with --context auto"),
    MissingReason.UNREADABLE: (
        "the answer arrived, but damaged or at odds with itself",
        "visit again; if it stays, report the host's Windows build",
    ),
    MissingReason.SNIPPET_FAILED: (
        "the host reported an error instead of data",
        "look at the notes of --format json for the host's words",
    ),
    MissingReason.CLOCK_UNKNOWN: ("no trustworthy clock to judge the times by", "check the host's time service"),
    MissingReason.JUST_SIGNED_IN: (
        "the user signed in less than a minute ago, and the first PRT may still be on its way",
        "visit again in a few minutes",
    ),
    MissingReason.IDENTITY_MISMATCH: (
        "the evidence names another user or host than the one asked",
        "visit again; check the host's DNS entry",
    ),
    MissingReason.NO_ATTEMPT: (
        "the event log holds no attempt to get or renew a PRT",
        "visit again while the user is signed in",
    ),
}
