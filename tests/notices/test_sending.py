"""Notices reach services that work; the others cost bounded time and a word of ours, and nobody learns a secret."""

import logging
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("apprise", reason="the extra `notify` is not installed")

from remote_prt.errors import UsageError
from remote_prt.lab.certificates import make_certificates
from remote_prt.notices.addresses import Address, shown_of
from remote_prt.notices.notice import Notice, Part
from remote_prt.notices.sending import check_addresses, deliver
from tests.notices.servers import Hook, running_post

SECRET = "S3cr3t-of-the-hook"
NOTICE = Notice(
    notice_id="20260131T010000Z-5f0c1a",
    made_at=datetime(2026, 1, 31, 1, tzinfo=UTC),
    subject="[remote_prt] @tokyo\r\nBcc: all@lab.example\u2028X: y | 1 new | 2026-01-31",
    parts=(Part("", ("1 broken",)), Part("New", ("pc-07 (LAB\\anna_b): <!channel> @everyone https://evil.example",))),
    more="{number} more",
    is_warning=True,
)


def addresses(*urls: str) -> tuple[Address, ...]:
    """Addresses as a file would give them."""
    return tuple(Address(url, line, shown_of(url)) for line, url in enumerate(urls, 1))


def test_hooks_take_it_as_json_xml_and_a_form(hook: Hook) -> None:
    """Subject, text and kind arrive, and nothing in them calls anybody or leads anywhere."""
    urls = (hook.url(), hook.url("/ok/x", "xml"), hook.url("/ok/f", "form"), hook.url("/once"))
    results = list(deliver(NOTICE, addresses(*urls)))
    bodies = [body.decode() for _, body in hook.seen]

    assert [one.problem for one in results] == ["", "", "", ""]
    assert len(bodies) == 5  # the one that failed once was tried again
    assert any(b'"type": "warning"' in body for _, body in hook.seen)
    for body in bodies:
        assert not any(bad in body for bad in ("<!channel>", "&lt;!channel", "@everyone", "https://evil", "\u2028"))
        assert NOTICE.notice_id in body


def test_services_that_do_not_take_it_are_told_apart(hook: Hook) -> None:
    """Status, redirect, silence, an early end and an answer without end: a word of ours each, and bounded time."""
    urls = (hook.url("/500"), hook.url("/redirect"), hook.url("/close"), hook.url("/hang", options="?rto=0.3"))
    begun = time.monotonic()
    results = [one.problem for one in deliver(NOTICE, addresses(*urls, "json://127.0.0.1:9/x"))]
    took = time.monotonic() - begun

    assert results == [
        "the service answered with HTTP 500",
        "the service answered with HTTP 307",
        "no connection",
        "no answer in time",
        "no connection",
    ]
    assert not hook.told  # nobody followed the redirect
    assert took < 18  # seconds on a busy machine; not the twenty that each may take


def test_mail_goes_out_sealed_and_logged_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """STARTTLS with a certificate that is checked, then the password; the subject stays one line."""
    certificates = make_certificates(tmp_path, ["localhost"], ["127.0.0.1"])
    with running_post(certificates.server_context, "ops", SECRET) as post:
        url = f"mailtos://ops:{SECRET}@127.0.0.1:{post.port}/?from=prt@lab.example&to=desk@lab.example"
        [untrusted] = deliver(NOTICE, addresses(url))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority_path))
        wrong = url.replace(SECRET, "another")
        results = [one.problem for one in deliver(NOTICE, addresses(url, wrong))]

    assert untrusted.problem == "its certificate is not trusted"
    assert results == ["", "the service rejects the logon"]
    assert set(post.logons) == {"ops"}
    [mail] = post.mails
    assert mail["To"] == "desk@lab.example"
    assert mail["Bcc"] is None
    assert mail["X"] is None
    assert "| 1 new | 2026-01-31" in mail["Subject"]
    body = mail.get_body(("html", "plain"))
    assert body is not None
    assert "LAB\\anna_b" in body.get_content()
    assert "<!channel>" not in body.get_content()


def test_a_wrong_address_is_said_before_anything_is_sent(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """With its line, scheme and host; nothing that is logged or printed anywhere holds the secret."""
    caplog.set_level(logging.DEBUG)
    wrong = {
        f"nosuch://{SECRET}/x": "no such service, or the URL lacks something it needs",
        f"json://ops:{SECRET}@": "no such service, or the URL lacks something it needs",
        f"mailto://ops:{SECRET}@mail.lab/?from=a@b.c": "its password would travel unencrypted",
        f"jsons://ops:{SECRET}@hook.lab/?verify=no": "verify=no: whoever answers would be believed",
    }
    assert [one.problem for one in deliver(None, addresses(*wrong))] == list(wrong.values())
    with pytest.raises(UsageError) as caught:
        check_addresses(addresses("json://hook.lab", *wrong), "urls")

    assert str(caught.value).startswith("urls:2: nosuch://: no such service")
    assert SECRET not in "".join([str(caught.value), repr(addresses(*wrong)), caplog.text, *capfd.readouterr()])
