"""English words of the reports that are pages: HTML, Markdown and the workbook; laid over those of words_en.py."""

TEXTS: dict[str, str] = {
    "page.name": "Primary Refresh Token health",
    "page.subject": "[remote_prt] {scope} | {parts} | {day}",
    "page.new": "{number} new",
    "page.broken": "{number} broken",
    "page.unreachable": "{number} unreachable",
    "page.trouble": "{bad} of {judged} judged hosts are BROKEN or FAILING ({share} %).",
    "page.no-trouble": "None of {judged} judged hosts is BROKEN or FAILING.",
    "page.nothing": "No host could be judged.",
    "page.coverage": "{judged} of {asked} hosts could be judged ({share} %).",
    "page.share": "{share} % of the {part} % we could judge",
    "page.share-asked": "{share} % of {asked} asked",
    "page.total": "Asked",
    "page.duration": "Duration",
    "page.weakened": "Security was weakened for this run: {switches}",
    "page.redacted": "Names are replaced by stand-ins that mean the same throughout this report: {kinds}.",
    "page.redacted-users": "users",
    "page.redacted-hosts": "hosts",
    "page.redacted-tenant": "tenant",
    "page.contents": "Contents",
    "page.since": "Since the last run",
    "page.since-run": "Compared with run {run} of {at}.",
    "page.since-new": "New",
    "page.since-fixed": "Fixed",
    "page.since-still": "Still",
    "page.since-changed": "Other cause",
    "page.since-flapping": "Flapping",
    "page.since-not-seen": "Not seen",
    "page.none": "none",
    "page.more": "and {number} more",
    "page.causes": "Causes and what to do",
    "page.no-causes": "There is no host whose status needs a cause.",
    "page.hosts": "{number} hosts",
    "page.host": "1 host",
    "page.do": "What to do",
    "page.steps": "All steps",
    "page.why": "Why",
    "page.or": "Could also be",
    "page.shared": "In common",
    "page.who": "Which hosts",
    "page.rows": "Hosts that are not healthy",
    "page.rows-none": "Every host is healthy.",
    "page.healthy": "Healthy hosts ({number})",
    "page.filter": "Filter",
    "page.filter-hint": "host, user, cause, code ...",
    "page.status": "Status",
    "page.any": "any",
    "page.shown": "{shown} of {all} rows",
    "page.sort": "sort",
    "page.unjudged": "Not visited, by reason",
    "page.unjudged-none": "Every host was visited.",
    "page.try": "Try",
    "page.trend": "Trend",
    "page.trend-about": "Share of all asked hosts in each run, the newest on the right.",
    "page.trend-table": "The numbers",
    "page.run": "Run",
    "page.not-reached": "Not visited",
    "page.groups": "By group",
    "page.groups-about": (
        "One strip per inventory group or organizational unit; its length is the share of hosts in each state."
    ),
    "page.groups-more": "{number} more groups are not drawn.",
    "page.group": "Group",
    "page.method": "Method and limits",
    "page.method-status": (
        "A status is about the Primary Refresh Token of a signed-in user, seen in that user's own "
        "session or in the"
        " event log: HEALTHY; STALE, not renewed in time; FAILING, renewals fail while a token is still "
        "there; BROKEN, no"
        " usable token; NOT_APPLICABLE, nothing to expect on this join. A host has the worst status of "
        "its users and"
        " its device."
    ),
    "page.method-unknown": (
        "UNKNOWN is no guess: the reason says what was missing. UNREACHABLE, REFUSED, TIMED_OUT and "
        "SKIPPED hosts were not judged,"
        " and nothing is said about their tokens."
    ),
    "page.method-users": "A user was signed in on {with_users} of {visited} visited hosts ({share} %).",
    "page.method-day": (
        "That is less than half: a run before working hours sees idle machines. Add a run during the day."
    ),
    "page.method-time": (
        "Times of tokens and events are by each host's own clock; the run's own times are local to the "
        "machine that ran it."
    ),
    "page.meta": "About this run",
    "page.meta-run": "Run",
    "page.meta-version": "Version",
    "page.meta-scope": "Scope",
    "page.meta-account": "Account",
    "page.meta-started": "Started",
    "page.meta-finished": "Finished",
    "page.meta-context": "Context",
    "page.meta-transport": "Transport",
    "page.meta-pace": "Pace",
    "page.meta-pace-value": "{number} hosts at once, {seconds} s a host",
    "page.meta-weakened": "Weakened security",
    "page.meta-exit": "Exit code",
    "page.meta-redacted": "Redacted",
    "page.sheet-summary": "Summary",
    "page.sheet-causes": "Causes",
    "page.sheet-rows": "Hosts and users",
    "page.sheet-run": "Run",
}
