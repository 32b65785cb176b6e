"""English words of runs about traces."""

TEXTS: dict[str, str] = {
    "trace.exists": "There is a trace of ours already ({kind}, {state} since {since}): stop, fetch or discard it.",
    "trace.host-full": "Too little is free on the host: {free} MB, and {needed} MB may be needed.",
    "trace.here-full": "Too little is free here: {needed} MB are needed.",
    "trace.no-program": "TTD.exe is not on the host, and is never brought there: install it, or give --ttd-path.",
    "trace.no-process": "The process of LSASS was not found by tasklist /m lsasrv.dll.",
    "trace.protected": "LSA protection is on (RunAsPPL), so nothing can attach to LSASS.",
    "trace.not-remembered": "It could not be remembered here, but the host knows it: {why}",
    "trace.would-start-network": "netsh trace would be started with the scenario InternetClient_dbg.",
    "trace.would-start-auth": "The archive would be put there and its Start-auth.ps1 run with -v -acceptEULA.",
    "trace.would-start-ttd": "TTD.exe would be attached to LSASS.",
    "trace.started-network": "Network packets are being traced, also across restarts.",
    "trace.started-auth": "The Auth scripts are tracing.",
    "trace.started-ttd": "LSASS is being traced; signing in is slow now.",
    "trace.reproduce": (
        "Reproduce the problem now: the user locks the device, waits 60 s on a hybrid joined one, and unlocks it."
    ),
    "trace.then-stop": "Then: remote_prt trace stop, remote_prt trace fetch. Unfetched, it goes after three days.",
    "trace.then-stop-ttd": (
        "Then, within minutes: remote_prt trace stop, and remote_prt trace fetch --i-understand-lsass-memory."
    ),
    "trace.archive-changed": "What arrived of the archive is not what was sent: it was not run.",
    "trace.perhaps-running": "Whether it was begun is not known: look with remote_prt trace stop --dry-run.",
    "trace.said": "It said: {words}",
    "trace.exit-code": "What was to begin it ended with {code}; another trace may be running there.",
    "trace.no-script": "The archive holds no Start-auth.ps1, or could not be unpacked.",
    "trace.not-prepared": "Its folder on the host is not as we left it.",
    "trace.left": "Its folder on the host could not be removed: run remote_prt trace stop --discard.",
    "trace.none": "There is no trace of ours.",
    "trace.stopped-already": "It is ended already: remote_prt trace fetch brings it here.",
    "trace.files": "It holds {files}.",
    "trace.would-stop": "It would be ended.",
    "trace.would-discard": "It would be ended and removed.",
    "trace.would-fetch": "Its files would be brought here and removed there.",
    "trace.not-stopped": "What was to end it ended with {code}: it may still be running.",
    "trace.stopped": "Ended. Its files stay on the host until remote_prt trace fetch.",
    "trace.discarded": "Ended, and nothing of it is left on the host.",
    "trace.not-kept": "It cannot be kept here, and stays on the host: {why}",
    "trace.not-stopped-yet": "It is not ended ({state}): remote_prt trace stop comes first.",
    "trace.consent": (
        "It holds the memory of LSASS, with the secrets of everybody who was signed in: it is fetched only with "
        "--i-understand-lsass-memory."
    ),
    "trace.too-large": "It is larger ({size} MB) than --max-size ({most} MB).",
    "trace.case": "Case folder {path}",
    "trace.secret-here": (
        "The case folder holds passwords, keys and tokens of people: keep it encrypted and delete it in time."
    ),
    "trace.fetched": "Every file is here, with the SHA-256 that the host told.",
    "trace.no-hash": "The host told no usable length and SHA-256 of {file}: it was not fetched.",
    "trace.hash-differs": "What arrived of {file} is not what the host has (SHA-256): thrown away here, kept there.",
    "trace.broken-off": "{file}: {done} of {size} MB are here. Fetch again to go on.",
}

#: Hints and failures are English as they are.
HINTS: dict[str, str] = {}
FAILURES: tuple[tuple[str, str], ...] = ()
