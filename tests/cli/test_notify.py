"""Who is told of a run, when, and that this never touches a result."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("apprise", reason="the extra `notify` is not installed")

from remote_prt.cli.earlier_run import Keeping
from remote_prt.cli.history.importing import sightings_of
from remote_prt.cli.kept_run import KeptRun
from remote_prt.cli.main import run as remote_prt
from remote_prt.cli.notify.options import NotifyRequest
from remote_prt.cli.notify.run import prepare_notices, send_waiting
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.output_places import Report
from remote_prt.cli.swept import Swept
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.sighting import PastRun
from remote_prt.errors import Phase
from remote_prt.model import Failure, Outcome, Run, VisitOutcome
from remote_prt.notices.addresses import Address
from remote_prt.notices.calendar import DigestDay, QuietHours
from remote_prt.notices.notice import Notice
from remote_prt.notices.occasions import USUAL, Occasion, threshold_of
from remote_prt.notices.outbox import Digest, Outbox, QuietRun
from remote_prt.store.history import open_history
from remote_prt.store.private_files import state_folder
from remote_prt.store.run_folders import RunFolders
from tests.notices.servers import Hook, running_hook
from tests.reports.builders import failed, finding, run, user, visited

SCOPE = "pc-[01-40]"
FIRST = datetime.now(UTC) - timedelta(days=9)
OFF = Failure(Phase.CONNECT, "http", 5985, "TCP 5985 is closed", "switch it on")


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A hook that runs as long as the test."""
    with running_hook() as running:
        yield running


def request_of(*urls: str, **changes: object) -> NotifyRequest:
    """The usual occasions, and no thresholds, digest or quiet hours unless given."""
    found = tuple(Address(url, line, f"json://127.0.0.1#{line}") for line, url in enumerate(urls, 1))
    return replace(NotifyRequest(found, frozenset(USUAL), (), None, None), **changes)  # type: ignore[arg-type]


def night(number: int, **hosts: str) -> Run:
    """A run over hosts that are `ok`, `pw` (broken) or `off`."""
    outcomes: list[VisitOutcome] = []
    for name, word in hosts.items():
        if word == "off":
            outcomes.append(failed(name, Outcome.UNREACHABLE, OFF))
        else:
            found = (finding(),) if word == "pw" else ()
            outcomes.append(visited(name, user(Status.BROKEN if found else Status.HEALTHY, findings=found)))
    at = FIRST + timedelta(days=number)
    return replace(run(*outcomes), run_id=f"{at:%Y%m%dT%H%M%SZ}-{number:06x}", started_at=at)


def told(state: Path, played: Run, request: NotifyRequest, **output: object) -> None:
    """What happens after the report: the notice is put down, history has the run, people are told."""
    prepared(state, played, request, **output)()


def prepared(state: Path, played: Run, request: NotifyRequest, **output: object) -> Callable[[], None]:
    """The same until history has the run, and what tells people."""
    kept = KeptRun(Keeping(RunFolders(state), SCOPE), played.run_id, played.started_at)
    words = OutputRequest((Report("html", state / "report.html"),), False, False, "never", False, (), **output)  # type: ignore[arg-type]
    send = prepare_notices(Swept(played, None), words, kept, request)
    with open_history(state) as history:
        counts, size = tuple(played.counts.items()), len(played.outcomes)
        past = PastRun(played.run_id, SCOPE, played.started_at, played.finished_at, counts, size, size)
        history.add(past, sightings_of(played))
    return send


def test_a_notice_waits_before_history_has_its_run(hook: Hook, tmp_path: Path) -> None:
    """Who is killed while history is written has lost nothing: the notice goes out with the next run."""
    prepared(tmp_path, night(0, **{"pc-1": "pw"}), request_of(hook.url()))
    waiting = [notice.subject for notice in Outbox(tmp_path).waiting()]
    told(tmp_path, night(1, **{"pc-1": "pw"}), request_of(hook.url()))

    assert len(waiting) == 1
    assert [one["title"] for one in hook.told] == waiting
    assert not Outbox(tmp_path).waiting()


def test_nights_of_which_three_have_news(hook: Hook, tmp_path: Path) -> None:
    """The first, that on which something broke and that on which it was mended; a laptop that is off is none."""
    nights = (
        {"pc-1": "ok", "pc-2": "ok", "pc-3": "ok"},
        {"pc-1": "ok", "pc-2": "ok", "pc-3": "off"},
        {"pc-1": "ok", "pc-2": "pw", "pc-3": "ok"},
        {"pc-1": "ok", "pc-2": "pw", "pc-3": "off"},
        {"pc-1": "ok", "pc-2": "off", "pc-3": "ok"},
        {"pc-1": "ok", "pc-2": "ok", "pc-3": "ok"},
    )
    counts = []
    for number, hosts in enumerate(nights):
        told(tmp_path, night(number, **hosts), request_of(hook.url()))
        counts.append(len(hook.told))
    first, broke, mended = hook.told

    assert counts == [1, 1, 2, 2, 2, 3]
    assert [one["type"] for one in hook.told] == ["info", "warning", "info"]
    assert "first run of these hosts" in first["message"]
    assert "[remote_prt] pc-[01-40] | 1 new, 1 broken, 0 unreachable | " in broke["title"]
    assert "- New (1): PRT-AADSTS50126: pc-2 (CONTOSO\\anna)" in broke["message"]
    assert str(tmp_path / "report.html") in broke["message"]
    assert "- Fixed (1): PRT-AADSTS50126: pc-2" in mended["message"]
    assert not Outbox(tmp_path).waiting()


def test_stand_ins_and_japanese(hook: Hook, tmp_path: Path) -> None:
    """What is redacted in the report is redacted here; thresholds are told with what they saw."""
    threshold = threshold_of("unreachable>=50%")
    assert threshold is not None
    request = request_of(hook.url(), occasions=frozenset(), thresholds=(threshold,))
    for number, hosts in enumerate(({"pc-1": "off", "pc-2": "off"}, {"pc-1": "pw", "pc-2": "ok"})):
        told(tmp_path, night(number, **hosts), request, language="ja", redact=("hosts", "users"))
    [message] = hook.told

    assert "- unreachable>=50%: 2 のうち 2" in message["message"]
    assert "到達不可 2" in message["title"]
    assert not any(name in str(message) for name in ("pc-1", "pc-[01", "anna"))


def test_a_service_that_is_down_gets_it_with_the_next_run(
    hook: Hook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only that one, and under the same id; who did not take it is named without the secret."""
    request = request_of(hook.url("/ok/a"), hook.url("/500/S3cr3t"))
    told(tmp_path, night(0, **{"pc-1": "ok"}), request)
    err = capsys.readouterr().err
    [waiting] = Outbox(tmp_path).waiting()
    mended = (request.addresses[0], replace(request.addresses[1], url=hook.url("/ok/b")))
    told(tmp_path, night(1, **{"pc-1": "ok"}), replace(request, addresses=mended))

    assert waiting.left == ("json://127.0.0.1#2",)
    assert "json://127.0.0.1#2 has not taken a notice: the service answered with HTTP 500" in err
    assert "the result stands" in err
    assert "S3cr3t" not in err
    assert [path for path, _ in hook.seen if "ok" in path] == ["/ok/a", "/ok/b"]
    assert all(f"id {waiting.notice_id}" in one["message"] for one in hook.told)


def test_quiet_hours_hold_it_and_the_next_run_sends_it(hook: Hook, tmp_path: Path) -> None:
    """Nothing is sent in them, and nothing is lost; a notice nobody took for days is dropped."""
    now = datetime.now().astimezone()
    quiet = QuietHours((now - timedelta(hours=2)).time().replace(second=0), (now + timedelta(hours=2)).time())
    request = request_of(hook.url(), quiet=quiet)
    told(tmp_path, night(0, **{"pc-1": "pw"}), request)
    outbox = Outbox(tmp_path)
    [held] = outbox.waiting()

    assert not hook.seen
    assert held.holds_until is not None
    send_waiting(outbox, request.addresses, held.made_at + timedelta(hours=1))
    assert not hook.seen
    assert send_waiting(outbox, request.addresses, held.holds_until) == 0
    assert [f"id {held.notice_id}" in one["message"] for one in hook.told] == [True]
    outbox.put(held)
    assert send_waiting(outbox, request.addresses, held.made_at + timedelta(days=4)) == 0
    assert not outbox.waiting()
    assert len(hook.seen) == 1


def test_another_schedule_sends_nobody_elses_notices(hook: Hook, tmp_path: Path) -> None:
    """What waits for the addresses of one file is neither sent to those of another nor removed by them."""
    now = datetime.now(UTC)
    with running_hook() as other:
        mine, theirs = request_of(hook.url()), request_of("json://127.0.0.1:9", other.url())
        prepared(tmp_path, night(0, **{"pc-1": "pw"}), mine)
        outbox = Outbox(tmp_path)
        elsewhere = send_waiting(outbox, [replace(one, name=f"other{one.name}") for one in theirs.addresses], now)
        waiting = outbox.waiting()
        here = send_waiting(outbox, mine.addresses, now)

    assert (elsewhere, here) == (0, 0)
    assert [notice.left for notice in waiting] == [tuple(one.name for one in mine.addresses)]
    assert not other.seen
    assert len(hook.told) == 1
    assert not outbox.waiting()


def test_the_verb_sends_what_was_held_unless_it_is_quiet(
    hook: Hook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A timer that makes up for a missed start at night does not wake anybody."""
    now, state = datetime.now().astimezone(), tmp_path / "state"
    outbox = Outbox(state_folder(state))
    with outbox.alone():
        outbox.put(Notice("a/1", now.astimezone(UTC) - timedelta(hours=9), "news", (), "{number}"))
    file = urls(tmp_path, hook.url())
    begin, end = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (-2, 2))
    words = ["notify", "send", file, "--state-dir", str(state), "--lang", "en", "--quiet-hours"]

    assert remote_prt([*words, f"{begin}-{end}"]) == 0
    assert capsys.readouterr().out == "notices: 0 sent, 1 still waiting\n"
    assert not hook.told
    assert remote_prt([*words, f"{end}-{begin}"]) == 0
    assert capsys.readouterr().out == "notices: 1 sent, 0 still waiting\n"
    assert len(hook.told) == 1


def test_a_notice_of_a_wrong_clock_does_not_wait_for_years(hook: Hook, tmp_path: Path) -> None:
    """It is sent with the next run, and where nobody takes it, dropped some days later as any other."""
    outbox, now = Outbox(tmp_path), datetime.now(UTC)
    later = now + timedelta(days=5000)
    notice = Notice("run-x", later, "s", (), "{number}", holds_until=later + timedelta(hours=6))
    with outbox.alone():
        outbox.put(notice)
        assert send_waiting(outbox, request_of(hook.url("/500")).addresses, now) == 1
        [left] = outbox.waiting()
        assert send_waiting(outbox, request_of(hook.url()).addresses, now + timedelta(days=4)) == 0

    assert left.made_at == now.replace(microsecond=left.made_at.microsecond)
    assert {path for path, _ in hook.seen} == {"/500"}
    assert not outbox.waiting()


def test_a_digest_tells_of_quiet_runs_once(hook: Hook, tmp_path: Path) -> None:
    """They are gathered until the day begins; then one message has them all, and gathering begins anew."""
    request = request_of(hook.url(), digest=DigestDay.DAILY, occasions=frozenset({Occasion.TROUBLE}))
    told(tmp_path, night(0, **{"pc-1": "ok"}), request)
    outbox = Outbox(tmp_path)
    gathered = outbox.digest(SCOPE)

    assert not hook.seen
    assert gathered is not None
    assert [one.run_id for one in gathered.runs] == [night(0).run_id]
    yesterday = Digest(gathered.since - timedelta(days=1), (*gathered.runs, QuietRun("x", "another quiet one")))
    outbox.keep_digest(SCOPE, yesterday)
    told(tmp_path, night(1, **{"pc-1": "ok"}), request)
    [message] = hook.told
    left = outbox.digest(SCOPE)

    assert "quiet: 3 runs without news" in message["title"]
    assert "another quiet one" in message["message"]
    assert message["message"].count("0 broken or failing, 1 of 1 judged") == 2
    assert left is not None
    assert left.runs == ()


def test_trouble_of_the_run_is_told(hook: Hook, tmp_path: Path) -> None:
    """Interrupted: said so, and the hosts it did not come to are not gone."""
    state = tmp_path / "state"
    told(state, night(0, **{"pc-1": "ok", "pc-2": "ok"}), request_of(hook.url()))
    told(state, replace(night(1, **{"pc-1": "ok"}), interrupted=True), request_of(hook.url()))

    assert "The run itself:\n- interrupted" in hook.told[1]["message"]
    assert "No longer asked for" not in hook.told[1]["message"]


@pytest.fixture
def sweep(tmp_path: Path) -> tuple[str, ...]:
    """A sweep of a host where nothing listens, with a state folder of its own."""
    password = tmp_path / "password"
    password.write_text("pw\n")
    password.chmod(0o600)
    own = ("--password-file", str(password), "--state-dir", str(tmp_path / "state"))
    return ("127.0.0.1:9", "--user", "x", "--retries", "0", "--lang", "en", *own)


def urls(folder: Path, *lines: str) -> str:
    """A file of addresses."""
    path = folder / "urls"
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o600)
    return str(path)


MISTAKES = [
    ((), "nosuch://S3cr3t/x", "urls:1: nosuch://: no such service"),
    ((), "S3cr3t", "urls:1: not a URL"),
    (("--no-journal",), "json://127.0.0.1", "--no-journal: changes"),
    (("--notify-on", "broken>5"), "json://127.0.0.1", "'broken>5' is neither change"),
    (("--notify-quiet", "22-7"), "json://127.0.0.1", "'22-7' are no hours"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake[2])
def test_a_mistake_is_said_before_the_first_host(
    sweep: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    mistake: tuple[tuple[str, ...], str, str],
) -> None:
    """Exit code 2, one line, nothing kept and nothing contacted."""
    words, line, says = mistake
    code = remote_prt([*sweep, *words, "--notify", urls(tmp_path, line)])
    said = capsys.readouterr()

    assert code == 2
    assert says in said.err
    assert said.err.count("\n") == 1
    assert "S3cr3t" not in said.err
    assert not (tmp_path / "state").exists()


def test_occasions_need_addresses(sweep: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Who says when and not whom has forgotten something."""
    assert remote_prt([*sweep, "--notify-on", "always"]) == 2
    assert "need --notify" in capsys.readouterr().err


def test_a_sweep_tells_without_a_journal_where_that_is_enough(
    sweep: tuple[str, ...], hook: Hook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A threshold needs nothing that is kept; the report and the code are those of any other run."""
    file = urls(tmp_path, hook.url())
    code = remote_prt([*sweep, "--no-journal", "--notify", file, "--notify-on", "unreachable>=1", "--format", "csv"])
    with_notices = capsys.readouterr().out
    plain = remote_prt([*sweep, "--no-journal", "--format", "csv"])

    assert (code, with_notices) == (plain, capsys.readouterr().out) == (4, with_notices)
    assert len(hook.told) == 1


def test_the_verb_tries_each_address(hook: Hook, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each, and code 1 because one of them failed; the message says that it is a test."""
    file = urls(tmp_path, "# two", hook.url("/ok"), hook.url("/500"))
    code = remote_prt(["notify", "test", file, "--lang", "en"])
    lines = capsys.readouterr().out.splitlines()

    assert code == 1
    assert [line.split(maxsplit=2) for line in lines] == [
        ["2", "json://127.0.0.1", "sent"],
        ["3", "json://127.0.0.1#2", "the service answered with HTTP 500"],
    ]
    assert "test message: nothing is wrong" in hook.told[0]["title"]


def test_a_run_that_does_not_begin_is_told(hook: Hook, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error is that of any other run, and people read it without the log of the night."""
    words = ["--inventory", str(tmp_path / "fleet.yml"), "--state-dir", str(tmp_path / "state"), "--lang", "en"]
    (tmp_path / "fleet.yml").write_text("hosts: [pc-1, '@everyone <!channel>']\n")
    plain, said = remote_prt(words), capsys.readouterr().err
    code = remote_prt([*words, "--notify", urls(tmp_path, hook.url())])
    [message] = hook.told

    assert (code, capsys.readouterr().err) == (plain, said) == (2, said)
    assert "| the run did not begin |" in message["title"]
    assert message["type"] == "warning"
    assert "fleet.yml:1" in message["message"]
    assert "<!channel>" not in str(message)
    assert remote_prt([*words, "--notify", urls(tmp_path, hook.url()), "--redact", "hosts"]) == 2
    assert "fleet.yml" not in str(hook.told[1])
