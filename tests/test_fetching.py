"""Downloads against servers of this machine only: what may not be asked is not, what comes is what it must be, all is recorded."""

from __future__ import annotations

import contextlib
import gzip
import io
import shutil
import ssl
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("httpx", reason="needs the extra [fetch]")
pytest.importorskip("protego", reason="needs the extra [fetch]")

from msa_check.fetching import addresses, journal
from msa_check.fetching.hosts import Settings
from msa_check.fetching.journal import REASONS, Outcome
from msa_check.fetching.robots import Rules
from msa_check.fetching.visiting import visit
from msa_check.fetching.wire import Failed, joined, target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HTML = b"<!doctype html><html><body><h1>Modern slavery statement</h1><p>We make garden pots.</p></body></html>"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OPEN, CLOSED = "127.0.0.1", "127.0.0.2"
"""In these tests the first stands for the public internet, the second for what may not be asked."""


class Site:
    """A server of this machine that notes what it is asked."""

    def __init__(self, address: str, answer: Callable[[Site, Handler], None]) -> None:
        """Listen on any free port of the address."""
        self.asked: list[tuple[str, str, dict[str, str], float]] = []
        self.stop = threading.Event()
        self.state: Counter[str] = Counter()
        site = self

        class Bound(Handler):
            def do_GET(self) -> None:
                site.asked.append((self.headers["Host"], self.path, dict(self.headers), time.monotonic()))
                with contextlib.suppress(OSError):
                    answer(site, self)

        self.server = ThreadingHTTPServer((address, 0), Bound)
        self.server.daemon_threads = True
        self.port: int = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [path for _, path, _, _ in self.asked]

    def close(self) -> None:
        """Stop answering."""
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Handler(BaseHTTPRequestHandler):
    """Answers without a word on the screen."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def give(self, status: int, body: bytes = b"", **headers: str) -> None:
        """One whole answer."""
        self.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Length": str(len(body)), "Connection": "close"} | given).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True


def _answer(site: Site, h: Handler) -> None:
    path, _, query = h.path.partition("?")
    host = h.headers["Host"].partition(":")[0]
    inside = f"http://inside.example:{site.state['closed']}/secret.pdf"
    moved = {
        "/to-inside": inside,
        "/to-address": f"http://{CLOSED}:{site.state['closed']}/secret.pdf",
        "/to-number": f"http://{int.from_bytes(bytes([127, 0, 0, 2]))}:{site.state['closed']}/secret.pdf",
        "/to-mapped": f"http://[::ffff:{CLOSED}]:{site.state['closed']}/secret.pdf",
        "/to-file": "file:///etc/passwd",
        "/to-ftp": "ftp://good.example/a.pdf",
        "/to-user": f"http://me:secret@good.example:{site.port}/a.pdf",
        "/to-port": "http://good.example:22/a.pdf",
        "/to-a": "/to-b",
        "/to-b": "/to-a",
        "/to-self": "/to-self",
        "/to-nowhere": "http://[broken",
        "/to-good": "/a.pdf#page=3",
        "/to-other-site": f"http://other.example:{site.port}/a.pdf",
        "/to-denied": f"http://denied.example:{site.port}/a.pdf",
    }
    if path == "/robots.txt":
        _robots(h, host)
    elif path in moved:
        h.give(302, Location=moved[path])
    elif path == "/chain":
        h.give(301, Location=f"/chain?{int(query) + 1}")
    elif path == "/blank-location":
        h.give(302)
    elif path == "/endless":
        h.send_response(200)
        h.send_header("Connection", "close")
        h.end_headers()
        h.wfile.write(PDF)
        while not site.stop.is_set():
            h.wfile.write(b"x" * 65536)
            site.state["sent"] += 65536
    elif path in {"/slow-body", "/slow-head"}:
        h.wfile.write(
            b"HTTP/1.1 200 OK\r\n" + (b"Connection: close\r\n\r\n%PDF-1.4 " if path == "/slow-body" else b"X: ")
        )
        while not site.stop.wait(0.02):
            h.wfile.write(b"x")
    elif path == "/silent":
        site.stop.wait(20)
    elif path == "/bomb":
        h.give(200, gzip.compress(b"%PDF-1.4" + b"\0" * 50_000_000), Content_Encoding="gzip")
    elif path == "/packed":
        h.give(200, gzip.compress(HTML), Content_Encoding="gzip")
    elif path == "/brotli":
        h.give(200, b"\x0b\x02\x80xx", Content_Encoding="br")
    elif path == "/short":
        h.give(200, PDF, Content_Length="5000")
    elif path == "/says-large":
        h.give(200, b"", Content_Length="999999999")
    elif path == "/picture.pdf":
        h.give(200, b"\x89PNG\r\n\x1a\n" + b"\0" * 5000, Content_Type="application/pdf")
    elif path == "/archive.docx":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as z:
            z.writestr("run.exe", "MZ")
        h.give(200, packed.getvalue())
    elif path == "/empty":
        h.give(200)
    elif path.startswith("/status-"):
        h.give(int(path[8:]), HTML)
    elif path == "/busy-once":
        site.state[path] += 1
        h.give(200, PDF) if site.state[path] > 1 else h.give(429, Retry_After="0")
    elif path == "/down-once":
        site.state[path] += 1
        h.give(200, PDF) if site.state[path] > 1 else h.give(503)
    elif path == "/busy-long":
        h.give(429, Retry_After="86400")
    elif path == "/busy-date":
        h.give(503, Retry_After="Wed, 25 Nov 2026 18:00:00 GMT")
    elif path == "/tagged.pdf":
        tag = '"two"' if site.state["changed"] else '"one"'
        if h.headers["If-None-Match"] == tag:
            h.give(304)
        else:
            h.give(200, PDF + tag.encode(), ETag=tag, Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT", Set_Cookie="a=b")
    elif path.endswith((".pdf", ".html", "/")):
        h.give(200, HTML if not path.endswith(".pdf") else PDF, Set_Cookie="track=me")
    else:
        h.give(404, HTML)


def _robots(h: Handler, host: str) -> None:
    texts = {
        "denied.example": b"User-agent: *\nDisallow: /\n",
        "named.example": b"User-agent: msa-check\nDisallow: /\n\nUser-agent: *\nAllow: /\n",
        "wild.example": b"User-agent: *\nDisallow: /*.pdf$\n",
        "slow.example": b"User-agent: *\nCrawl-delay: 0.25\n",
        "slower.example": b"User-agent: *\nCrawl-delay: 9000\n",
    }
    statuses = {"refusing.example": 403, "troubled.example": 500}
    if host in {"wordy.example", "bulky.example"}:
        body = b"User-agent: *\nDisallow: /\n" + b"# so many words\n" * 40_000
        h.send_response(200)
        if host == "bulky.example":
            h.send_header("Content-Length", str(len(body)))
        h.send_header("Connection", "close")
        h.end_headers()
        h.wfile.write(body)
        h.close_connection = True
        return
    if host == "sending.example":
        h.give(302, Location="http://inside.example/robots.txt")
    elif host in statuses:
        h.give(statuses[host])
    elif host in texts:
        h.give(200, texts[host])
    else:
        h.give(404)


@pytest.fixture
def sites() -> Iterator[tuple[Site, Site]]:
    """(the open site, the closed one); nothing may ever reach the closed one."""
    closed = Site(CLOSED, lambda _, h: h.give(200, PDF))
    opened = Site(OPEN, _answer)
    opened.state["closed"] = closed.port
    yield opened, closed
    opened.close()
    closed.close()
    assert closed.asked == []


async def _look_up(host: str, port: int) -> list[str]:
    if host == "nobody.example":
        raise OSError
    if host == "inside.example":
        return [CLOSED]
    if host == "both.example":
        return [OPEN, CLOSED]
    return [OPEN] if host.endswith(".example") else await addresses.resolve(host, port)


def _settings(sites: tuple[Site, Site], **more: Any) -> Settings:  # noqa: ANN401 - any of the settings
    given: dict[str, Any] = {
        "agent": "msa-check/test (+audits@example.org)",
        "delay": 0.0,
        "seconds": 5.0,
        "read": 5.0,
        "tries": 2,
        "size": 1_000_000,
        "ports": frozenset({80, 443, sites[0].port, sites[1].port}),
        "allowed": lambda a: a == OPEN,
        "resolve": _look_up,
    }
    return Settings(**given | more)


def _one(sites: tuple[Site, Site], folder: Path, path: str, host: str = "good.example", **more: Any) -> Outcome:  # noqa: ANN401
    url = f"http://{host}:{sites[0].port}{path}" if path.startswith("/") else path
    return visit([url], folder, _settings(sites, **more), now=lambda: NOW)[url]


# ------------------------------------------------------------------------------------------------ what may be asked


@pytest.mark.parametrize(
    "address",
    "10.0.0.1 172.16.0.1 192.168.1.1 127.0.0.1 127.9.9.9 0.0.0.0 169.254.169.254 100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1 "
    "224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 "
    "::ffff:10.0.0.1 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: "
    "2001::1 2001:db8::1 fec0::1 no-address 1.2.3".split(),
)
def test_addresses_that_are_not_of_the_open_internet_are_refused(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    "address", "8.8.8.8 93.184.216.34 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::".split()
)
def test_addresses_of_the_open_internet_are_allowed(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://good.example/a", "scheme"),
        ("gopher://good.example/", "scheme"),
        ("http://me:pw@good.example/", "bad-url"),
        ("http://me@good.example/", "bad-url"),
        ("http:///nowhere", "bad-url"),
        ("http://[broken", "bad-url"),
        ("", "bad-url"),
        ("http://good.example:99999/", "bad-url"),
        ("http://[fe80::1%25eth0]/", "bad-url"),
        ("http://good%2eexample/", "bad-url"),
        ("http://good.example\n.bad.example/", "bad-url"),
    ],
)
def test_what_is_no_web_address_is_refused(url: str, reason: str) -> None:
    with pytest.raises(Failed) as fault:
        target(url)
    assert fault.value.reason == reason


def test_an_address_is_taken_apart() -> None:
    found = target("https://GOOD.example/a b.pdf#page=2")
    assert (found.scheme, found.host, found.port) == ("https", "good.example", 443)
    assert found.url == "https://good.example/a%20b.pdf"
    assert target("www.good.example").url == "http://www.good.example"
    assert target("http://bücher.example/").host == "xn--bcher-kva.example"
    assert joined("http://good.example/a/b", "../c") == "http://good.example/c"


@pytest.mark.parametrize("path", ["/to-inside", "/to-address", "/to-number", "/to-mapped"])
def test_a_redirect_to_a_private_address_is_not_followed(sites: tuple[Site, Site], tmp_path: Path, path: str) -> None:
    found = _one(sites, tmp_path, path)
    assert found.state == "private-address"
    assert CLOSED in found.detail
    assert len(found.hops) == 2
    assert sites[0].paths() == ["/robots.txt", path]


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/to-file", "scheme"),
        ("/to-ftp", "scheme"),
        ("/to-user", "bad-url"),
        ("/to-port", "port"),
        ("/to-nowhere", "bad-url"),
        ("/blank-location", "bad-redirect"),
        ("/to-a", "redirect-loop"),
        ("/to-self", "redirect-loop"),
        ("/chain?0", "too-many-redirects"),
        ("/to-denied", "robots"),
    ],
)
def test_redirects_that_lead_nowhere_good(sites: tuple[Site, Site], tmp_path: Path, path: str, state: str) -> None:
    assert _one(sites, tmp_path, path).state == state
    assert [p.name for p in tmp_path.iterdir()] == [journal.NAME]


def test_the_default_refuses_this_machine(sites: tuple[Site, Site], tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"):
        url = f"http://{host}:{sites[0].port}/a.pdf"
        settings = Settings(agent="test", delay=0, tries=1, ports=frozenset({sites[0].port}))
        assert visit([url], tmp_path, settings, now=lambda: NOW)[url].state in {
            "private-address",
            "no-address",
            "bad-url",
        }
    assert sites[0].asked == []


def test_only_the_usual_ports_are_asked_unless_allowed(sites: tuple[Site, Site], tmp_path: Path) -> None:
    found = _one(sites, tmp_path, "/a.pdf", ports=frozenset({80, 443}))
    assert found.state == "port"
    assert sites[0].asked == []


def test_a_name_with_one_private_address_among_its_own_is_refused(sites: tuple[Site, Site], tmp_path: Path) -> None:
    assert _one(sites, tmp_path, "/a.pdf", "both.example").state == "private-address"
    assert sites[0].asked == []


def test_a_name_that_changes_its_address_gains_nothing(sites: tuple[Site, Site], tmp_path: Path) -> None:
    """The address is looked up once a request, checked, and that one is asked: a later answer is checked anew."""
    answers = [[OPEN], [CLOSED]]

    async def rebinding(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    assert _one(sites, tmp_path, "/a.pdf", "rebind.example", resolve=rebinding).state == "private-address"
    assert sites[0].paths() == ["/robots.txt"]
    assert answers == []


def test_the_connection_goes_to_the_address_that_was_checked_under_the_sites_name(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    asked: list[str] = []

    async def once(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [OPEN]  # no other look-up knows this name: only the address given here can be reached

    assert _one(sites, tmp_path, "/a.pdf", "known-here-only.example", resolve=once).state == "fetched"
    assert asked == ["known-here-only.example"] * 2
    host, path, headers, _ = sites[0].asked[-1]
    assert (host, path) == (f"known-here-only.example:{sites[0].port}", "/a.pdf")
    assert headers["User-Agent"] == "msa-check/test (+audits@example.org)"
    assert "Cookie" not in headers


# ------------------------------------------------------------------------------------------------ what comes


def test_a_document_comes_with_all_that_is_known_of_it(sites: tuple[Site, Site], tmp_path: Path) -> None:
    found = _one(sites, tmp_path, "/to-good")
    assert (found.state, found.status, found.form, found.size) == ("fetched", 200, "pdf", len(PDF))
    assert (tmp_path / found.file).read_bytes() == PDF
    assert found.file.endswith(".pdf")
    assert found.final_url.endswith("/a.pdf")
    assert found.at == "2026-11-25T12:00:00+00:00"
    assert [h.rpartition("/")[2] for h in found.hops] == ["to-good", "a.pdf"]
    assert journal.load(tmp_path) == {found.url: found}


def test_a_redirect_to_another_site_reads_its_rules_first(sites: tuple[Site, Site], tmp_path: Path) -> None:
    assert _one(sites, tmp_path, "/to-other-site").state == "fetched"
    assert [(h.partition(":")[0], p) for h, p, _, _ in sites[0].asked] == [
        ("good.example", "/robots.txt"),
        ("good.example", "/to-other-site"),
        ("other.example", "/robots.txt"),
        ("other.example", "/a.pdf"),
    ]


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/status-404", "not-found"),
        ("/no-such-page", "not-found"),
        ("/status-410", "not-found"),
        ("/status-403", "refused"),
        ("/status-401", "refused"),
        ("/status-451", "refused"),
        ("/status-418", "http-error"),
        ("/status-206", "http-error"),
        ("/status-304", "http-error"),
        ("/status-503", "unavailable"),
        ("/status-500", "unavailable"),
        ("/status-429", "too-many-requests"),
        ("/picture.pdf", "wrong-type"),
        ("/archive.docx", "wrong-type"),
        ("/empty", "empty"),
        ("/says-large", "too-large"),
        ("/bomb", "too-large"),
        ("/brotli", "encoding"),
        ("/short", "broken-off"),
    ],
)
def test_what_is_no_document_is_not_kept_and_told(
    sites: tuple[Site, Site], tmp_path: Path, path: str, state: str
) -> None:
    found = _one(sites, tmp_path, path)
    assert found.state == state
    assert found.why.startswith(REASONS[state])
    assert [p.name for p in tmp_path.iterdir()] == [journal.NAME]
    assert found.tries == (2 if state in journal.TRANSIENT else 1)


def test_an_endless_body_is_left_at_the_limit(sites: tuple[Site, Site], tmp_path: Path) -> None:
    found = _one(sites, tmp_path, "/endless")
    assert (found.state, found.tries) == ("too-large", 1)
    assert sites[0].state["sent"] < 60_000_000


@pytest.mark.parametrize("path", ["/slow-body", "/slow-head", "/silent"])
def test_an_answer_that_never_ends_is_left_after_the_time(sites: tuple[Site, Site], tmp_path: Path, path: str) -> None:
    begun = time.monotonic()
    found = _one(sites, tmp_path, path, seconds=0.3, tries=1)
    assert found.state == "timeout"
    assert time.monotonic() - begun < 3


def test_an_answer_packed_without_being_asked_is_unpacked(sites: tuple[Site, Site], tmp_path: Path) -> None:
    found = _one(sites, tmp_path, "/packed")
    assert found.form == "html"
    assert (tmp_path / found.file).read_bytes() == HTML


def test_nobody_at_home(sites: tuple[Site, Site], tmp_path: Path) -> None:
    assert _one(sites, tmp_path, "/a.pdf", "nobody.example").state == "no-address"
    with contextlib.closing(ThreadingHTTPServer((OPEN, 0), Handler).socket) as free:
        port = free.getsockname()[1]
    found = _one(sites, tmp_path, f"http://good.example:{port}/a.pdf", ports=frozenset({port}))
    assert (found.state, found.tries) == ("connection", 2)


def test_a_host_that_is_down_is_not_tried_again_for_each_of_its_addresses(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    looked = Counter[str]()

    async def nobody(host: str, _port: int) -> list[str]:
        looked[host] += 1
        raise OSError

    urls = [f"http://nobody.example/{n}" for n in range(20)]
    found = visit(urls, tmp_path, _settings(sites, resolve=nobody), now=lambda: NOW)
    assert {o.state for o in found.values()} == {"no-address"}
    assert looked["nobody.example"] == 2


# ------------------------------------------------------------------------------------------------ politeness


@pytest.mark.parametrize(
    ("host", "state"),
    [
        ("denied.example", "robots"),
        ("named.example", "robots"),
        ("wild.example", "robots"),
        ("refusing.example", "robots"),
        ("troubled.example", "robots-unknown"),
        ("slower.example", "later"),
        ("sending.example", "robots-unknown"),
        ("wordy.example", "robots"),
        ("bulky.example", "robots-unknown"),
        ("good.example", "fetched"),
    ],
)
def test_robots_txt_is_kept_to(sites: tuple[Site, Site], tmp_path: Path, host: str, state: str) -> None:
    assert _one(sites, tmp_path, "/a.pdf", host).state == state
    assert ("/a.pdf" in sites[0].paths()) is (state == "fetched")


def test_rules_of_robots_txt() -> None:
    rules = Rules("User-agent: *\nDisallow: /private\nAllow: /private/statement.pdf\nCrawl-delay: 3\n")
    assert rules.delay == 3.0
    assert rules.allow("http://a.example/private/statement.pdf")
    assert not rules.allow("http://a.example/private/x.pdf")
    assert Rules("").allow("http://a.example/")
    assert Rules("\x00\xff<html>").allow("http://a.example/")


def test_one_host_is_asked_one_thing_at_a_time_with_a_pause(sites: tuple[Site, Site], tmp_path: Path) -> None:
    urls = [f"http://{h}:{sites[0].port}/{n}.pdf" for n in range(3) for h in ("good.example", "other.example")]
    visit(urls, tmp_path, _settings(sites, delay=0.15), now=lambda: NOW)
    for host in ("good.example", "other.example"):
        times = [at for h, _, _, at in sites[0].asked if h.startswith(host)]
        assert len(times) == 4
        assert all(later - earlier > 0.14 for earlier, later in pairwise(times))


def test_the_delay_that_a_site_asks_for_counts(sites: tuple[Site, Site], tmp_path: Path) -> None:
    urls = [f"http://slow.example:{sites[0].port}/{n}.pdf" for n in range(2)]
    visit(urls, tmp_path, _settings(sites), now=lambda: NOW)
    times = [at for _, path, _, at in sites[0].asked if path != "/robots.txt"]
    assert times[1] - times[0] > 0.24


@pytest.mark.parametrize("path", ["/busy-once", "/down-once"])
def test_a_busy_site_is_asked_again(sites: tuple[Site, Site], tmp_path: Path, path: str) -> None:
    found = _one(sites, tmp_path, path)
    assert (found.state, found.tries) == ("fetched", 2)
    assert sites[0].paths() == ["/robots.txt", path, path]


@pytest.mark.parametrize(
    ("path", "until"), [("/busy-long", "2026-11-26T12:00:00+00:00"), ("/busy-date", "2026-11-25T18:00:00+00:00")]
)
def test_a_site_that_wants_peace_gets_it(sites: tuple[Site, Site], tmp_path: Path, path: str, until: str) -> None:
    found = _one(sites, tmp_path, path)
    assert (found.state, found.not_before, found.tries) == ("later", until, 1)
    _one(sites, tmp_path, path)
    assert sites[0].paths() == ["/robots.txt", path]
    url = f"http://good.example:{sites[0].port}{path}"
    visit([url], tmp_path, _settings(sites), now=lambda: datetime(2026, 11, 27, tzinfo=UTC))
    assert sites[0].paths().count(path) > 1


# ------------------------------------------------------------------------------------------------ going on


class _Stopped(Exception):
    pass


def test_a_run_that_was_broken_off_goes_on(sites: tuple[Site, Site], tmp_path: Path) -> None:
    urls = [f"http://good.example:{sites[0].port}/{n}.pdf" for n in range(6)] + ["http://inside.example/x"]
    told: list[Outcome] = []

    def stop_after_three(o: Outcome) -> None:
        told.append(o)
        if len(told) == 3:
            raise _Stopped

    with pytest.raises(_Stopped):
        visit(urls, tmp_path, _settings(sites), now=lambda: NOW, tell=stop_after_three)
    # as if the machine had gone in the middle of a line
    with (tmp_path / journal.NAME).open("a", encoding="utf-8") as f:
        f.write('{"url": "http://good.example/cut')
    found = visit(urls, tmp_path, _settings(sites), now=lambda: NOW)
    assert list(found) == urls
    assert [o.state for o in found.values()] == ["fetched"] * 6 + ["private-address"]
    assert max(Counter(p for p in sites[0].paths() if p != "/robots.txt").values()) == 1
    asked = len(sites[0].asked)
    assert visit(urls, tmp_path, _settings(sites), now=lambda: NOW) == found
    assert len(sites[0].asked) == asked


def test_a_run_that_was_killed_goes_on(sites: tuple[Site, Site], tmp_path: Path) -> None:
    port = sites[0].port
    code = (
        "import sys, pathlib, datetime\n"
        "from msa_check.fetching.hosts import Settings\n"
        "from msa_check.fetching.visiting import visit\n"
        "async def look_up(host, port): return ['127.0.0.1']\n"
        "s = Settings(agent='t', delay=0.03, ports=frozenset({int(sys.argv[2])}), allowed=lambda a: True, resolve=look_up)\n"
        "urls = [f'http://good.example:{sys.argv[2]}/{n}.pdf' for n in range(30)]\n"
        "visit(urls, pathlib.Path(sys.argv[1]), s, now=lambda: datetime.datetime.now(datetime.UTC))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(port)]) as run:
        for _ in range(1000):
            if len(sites[0].asked) > 8 or run.poll() is not None:
                break
            time.sleep(0.01)
        run.kill()
    (tmp_path / ".writing-left.tmp").write_bytes(b"half")
    before = len(journal.load(tmp_path))
    assert 0 < before < 30
    urls = [f"http://good.example:{port}/{n}.pdf" for n in range(30)]
    found = visit(urls, tmp_path, _settings(sites), now=lambda: NOW)
    assert {o.state for o in found.values()} == {"fetched"}
    asked = Counter(p for p in sites[0].paths() if p != "/robots.txt")
    assert len(asked) == 30
    assert sum(asked.values()) <= 31  # the one that was under way when it was killed
    assert {p.name for p in tmp_path.iterdir()} == {journal.NAME, *(o.file for o in found.values())}
    assert all((tmp_path / o.file).read_bytes() == PDF for o in found.values())


def test_what_failed_for_now_is_asked_again_and_what_failed_for_good_only_on_demand(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    urls = [f"http://good.example:{sites[0].port}/{p}" for p in ("status-404", "status-503")]
    for again in (False, False, True):
        visit(urls, tmp_path, _settings(sites, tries=1), now=lambda: NOW, again=again)
    counts = Counter(sites[0].paths())
    assert (counts["/status-404"], counts["/status-503"]) == (2, 3)


def test_a_file_that_was_lost_is_fetched_again(sites: tuple[Site, Site], tmp_path: Path) -> None:
    found = _one(sites, tmp_path, "/a.pdf")
    (tmp_path / found.file).unlink()
    assert _one(sites, tmp_path, "/a.pdf").state == "fetched"
    assert (tmp_path / found.file).read_bytes() == PDF


def test_refresh_asks_only_for_what_has_changed(sites: tuple[Site, Site], tmp_path: Path) -> None:
    url = f"http://good.example:{sites[0].port}/tagged.pdf"
    first = visit([url], tmp_path, _settings(sites), now=lambda: NOW)[url]
    same = visit([url], tmp_path, _settings(sites), now=lambda: NOW, refresh=True)[url]
    assert (same.state, same.status, same.sha256) == ("unchanged", 304, first.sha256)
    assert "Cookie" not in sites[0].asked[-1][2]
    sites[0].state["changed"] = 1
    newer = visit([url], tmp_path, _settings(sites), now=lambda: NOW, refresh=True)[url]
    assert (newer.state, newer.file) == ("fetched", first.file)
    assert newer.sha256 != first.sha256
    assert (tmp_path / newer.file).read_bytes().endswith(b'"two"')


def test_names_of_files_are_safe_and_no_others(sites: tuple[Site, Site], tmp_path: Path) -> None:
    port = sites[0].port
    urls = [
        f"http://good.example:{port}/{p}.pdf" for p in ("..%2f..%2fetc", "a/../b", "CON", "x" * 300, "a?b", "A", "a")
    ]
    found = visit(urls, tmp_path, _settings(sites), now=lambda: NOW)
    names = [o.file for o in found.values() if o.good]
    assert len({n.lower() for n in names}) == len(names) >= 6
    assert all(n == n.encode("ascii").decode() and len(n) < 110 and "/" not in n and ".." not in n for n in names)
    assert {p.name for p in tmp_path.iterdir()} == {*names, journal.NAME}


def test_every_address_has_exactly_one_outcome(sites: tuple[Site, Site], tmp_path: Path) -> None:
    port = sites[0].port
    paths = [
        "a.pdf",
        "status-404",
        "to-inside",
        "to-a",
        "empty",
        "picture.pdf",
        "busy-long",
        "endless",
        "short",
        "chain?0",
    ]
    urls = [f"http://{h}:{port}/{p}" for p in paths for h in ("good.example", "denied.example")] + [
        "file:///x",
        "",
        "nonsense",
    ]
    told: list[Outcome] = []
    found = visit([*urls, urls[0]], tmp_path, _settings(sites), now=lambda: NOW, tell=told.append)
    assert sorted(o.url for o in told) == sorted(urls)
    assert list(found) == urls
    lines = (tmp_path / journal.NAME).read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(urls)
    assert all(o.good or o.state in REASONS for o in found.values())


# ------------------------------------------------------------------------------------------------ safe connections


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
def test_a_certificate_is_checked_against_the_name_not_the_address(
    sites: tuple[Site, Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=good.example -addext subjectAltName=DNS:good.example "
        f"-keyout {key} -out {made}".split(),
        check=True,
        capture_output=True,
    )
    safe = Site(OPEN, _answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    safe.server.socket = context.wrap_socket(safe.server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    folder = tmp_path / "out"
    folder.mkdir()
    ports = frozenset({safe.port})
    try:
        assert _one(sites, folder, f"https://good.example:{safe.port}/a.pdf", ports=ports).state == "fetched"
        assert _one(sites, folder, f"https://other.example:{safe.port}/a.pdf", ports=ports).state == "tls"
    finally:
        safe.close()


def test_nothing_else_in_the_program_knows_the_network() -> None:
    code = (
        "import sys, pkgutil, importlib, msa_check\n"
        "for m in pkgutil.walk_packages(msa_check.__path__, 'msa_check.'):\n"
        "    if not m.name.startswith(('msa_check.fetching', 'msa_check.__main__', 'msa_check.batch.cluster')):\n"
        "        importlib.import_module(m.name)\n"
        "print(*sorted({m.split('.')[0] for m in sys.modules} & {'httpx', 'httpcore', 'protego', 'h11', 'anyio'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_every_reason_is_documented() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "register.md").read_text(encoding="utf-8")
    assert [r for r in REASONS if f"`{r}`" not in page] == []
