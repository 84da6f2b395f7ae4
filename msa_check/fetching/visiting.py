"""Visiting many addresses politely: one request at a time for a host, its robots.txt first, every redirect checked anew.

What comes lands in a folder with a journal of every address; nothing here reads a document.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msa_check.errors import Unread
from msa_check.fetching import journal
from msa_check.fetching.hosts import MOVED, Host, Hosts, limit
from msa_check.fetching.journal import TRANSIENT, Outcome
from msa_check.fetching.robots import Rules
from msa_check.fetching.wire import Failed, Target, Wire, joined, target
from msa_check.reading.detect import detect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from msa_check.fetching.hosts import Settings
    from msa_check.fetching.wire import Reply

_SUFFIX = {"pdf": ".pdf", "docx": ".docx", "html": ".html", "text": ".txt"}
_HEAD = 2048
"""Bytes that decide whether the rest is worth having."""


@dataclass(slots=True)
class _Trail:
    """Where one address led so far."""

    hops: list[str] = field(default_factory=list)
    status: int | None = None
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class _Got:
    """A document as it came, or the news that it has not changed (``data`` is None)."""

    final_url: str
    data: bytes | None
    form: str
    headers: Mapping[str, str]


def visit(
    urls: Iterable[str],
    folder: Path,
    settings: Settings,
    *,
    now: Callable[[], datetime],
    tell: Callable[[Outcome], None] = lambda _: None,
    again: bool = False,
    refresh: bool = False,
) -> dict[str, Outcome]:
    """Fetch what is not there yet and return what became of every address, in their order.

    What a run before fetched, or could not for a reason that stays, is not asked again: ``again`` asks for the failed ones,
    ``refresh`` also whether fetched ones have changed. ``tell`` hears of each outcome of this run. Raises OSError when the
    folder cannot be written.
    """
    every = list(dict.fromkeys(urls))
    for left in folder.glob(".writing-*.tmp"):  # of a run that was killed
        left.unlink(missing_ok=True)
    known = journal.load(folder)
    due = [u for u in every if _due(known.get(u), folder, now(), again=again, refresh=refresh)]
    made = asyncio.run(_Visit(folder, settings, known, now, tell).all(due)) if due else {}
    return {u: made.get(u) or known[u] for u in every}


def _due(before: Outcome | None, folder: Path, at: datetime, *, again: bool, refresh: bool) -> bool:
    if before is None:
        return True
    if before.good:
        return refresh or not _there(folder, before)
    if before.not_before and not again and datetime.fromisoformat(before.not_before) > at:
        return False
    return again or before.state in TRANSIENT


def _there(folder: Path, o: Outcome) -> bool:
    try:
        return (folder / o.file).stat().st_size == o.size
    except OSError:
        return False


class _Visit:
    """One run: the hosts it meets and the addresses it asks."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        known: Mapping[str, Outcome],
        now: Callable[[], datetime],
        tell: Callable[[Outcome], None],
    ) -> None:
        self.folder, self.settings, self.known, self.now, self.tell = folder, settings, known, now, tell
        self.made: dict[str, Outcome] = {}
        self.wire = Wire(agent=settings.agent, connect=settings.connect, read=settings.read)
        self.hosts = Hosts(settings, self.wire)

    async def all(self, urls: Iterable[str]) -> dict[str, Outcome]:
        """Every address: those of one host one after another, several hosts side by side."""
        by_host: dict[str, list[str]] = {}
        for url in urls:
            try:
                host = target(url).host
            except Failed:
                host = ""
            by_host.setdefault(host, []).append(url)
        room = asyncio.Semaphore(self.settings.at_once)

        async def one_host(urls: list[str]) -> None:
            async with room:
                for url in urls:
                    self._note(await self._address(url))

        try:
            async with asyncio.TaskGroup() as group:
                for queue in by_host.values():
                    group.create_task(one_host(queue))
        except BaseExceptionGroup as faults:
            raise faults.exceptions[0] from None  # the first fault stopped the others; it is our own or the disk's
        finally:
            await self.wire.close()
        return self.made

    def _note(self, o: Outcome) -> None:
        self.made[o.url] = o
        journal.append(self.folder, [o])
        self.tell(o)

    # -- one address

    async def _address(self, url: str) -> Outcome:
        """Ask for one address, again where that may help; the outcome whatever happens."""
        before = self.known.get(url)
        trail = _Trail()
        fault = Failed("connection")
        for number in range(1, self.settings.tries + 1):
            trail = _Trail()
            try:
                return self._kept(url, await self._follow(url, before, trail), trail, number)
            except Failed as e:
                fault = e
            wait = fault.after if fault.after is not None else 2.0 ** (number - 1) * max(self.settings.delay, 0.01)
            host = self.hosts.host(target(trail.hops[-1]).host) if trail.hops else Host()
            if fault.reason not in TRANSIENT or fault.reason == "robots-unknown" or fault is host.down:
                break
            if number == self.settings.tries:
                host.down = next((r for r in host.robots.values() if r is fault), None)
                break
            if wait > self.settings.patience:
                fault = Failed("later", f"It asks for {wait:,.0f} seconds.", after=wait)
                break
            host.robots = {k: r for k, r in host.robots.items() if isinstance(r, Rules)}
            host.free_at = max(host.free_at, asyncio.get_running_loop().time() + wait)
        later = self.now() + timedelta(seconds=fault.after) if fault.after else None
        return Outcome(
            url,
            fault.reason,
            detail=fault.detail,
            final_url=trail.hops[-1] if trail.hops else "",
            hops=tuple(trail.hops),
            status=trail.status,
            content_type=trail.content_type,
            tries=number,
            at=self._time(),
            not_before=later.astimezone(UTC).isoformat(timespec="seconds") if later else "",
        )

    async def _follow(self, url: str, before: Outcome | None, trail: _Trail) -> _Got:
        """The document at the end of the redirects; each of them is checked like the first."""
        at = url
        for _ in range(self.settings.hops + 1):
            to = self.hosts.checked(at)
            if to.url in trail.hops:
                raise Failed("redirect-loop")
            trail.hops.append(to.url)
            rules = await self.hosts.rules(to)
            if not rules.allow(to.url):
                raise Failed("robots")
            more = _conditions(before, to.url) if before and before.good and _there(self.folder, before) else {}
            got = await self._get(to, more, trail)
            if isinstance(got, _Got):
                return got
            at = joined(to.url, got)
        raise Failed("too-many-redirects", f"More than {self.settings.hops}.")

    async def _get(self, to: Target, more: Mapping[str, str], trail: _Trail) -> _Got | str:
        """The document, or where the site sends on to."""
        async with self.hosts.turn(to):
            address = await self.hosts.resolved(to)
            async with limit(self.settings.seconds), self.wire.ask(to, address, more) as reply:
                trail.status, trail.content_type = reply.status, reply.headers.get("content-type", "")[:100]
                if reply.status in MOVED:
                    if not reply.headers.get("location", "").strip():
                        raise Failed("bad-redirect")
                    return reply.headers["location"]
                if reply.status == 304 and more:
                    return _Got(to.url, None, "", reply.headers)
                self._refused(reply)
                data = await self._document(reply)
        try:
            return _Got(to.url, data, detect(data), reply.headers)
        except Unread as e:
            raise Failed("wrong-type", e.detail) from None

    async def _document(self, reply: Reply) -> bytes:
        data = bytearray()
        looked = False
        async for piece in reply.body(self.settings.size):
            data += piece
            if not looked and len(data) >= _HEAD:
                looked = True
                _worth(bytes(data[:_HEAD]))
        if not data:
            raise Failed("empty")
        return bytes(data)

    def _refused(self, reply: Reply) -> None:
        """Raise Failed for every status but 200."""
        status, said = reply.status, f"(status {reply.status})"
        after = _after(reply.headers.get("retry-after", ""), self.now())
        if status == 200:
            return
        if status == 429:
            raise Failed("too-many-requests", said, after=after)
        if status in {500, 502, 503, 504}:
            raise Failed("unavailable", said, after=after)
        if status in {404, 410}:
            raise Failed("not-found", said)
        if status in {401, 402, 403, 407, 451}:
            raise Failed("refused", said)
        raise Failed("http-error", said)

    # -- what stays

    def _kept(self, url: str, got: _Got, trail: _Trail, tries: int) -> Outcome:
        before = self.known.get(url)
        if got.data is None and before:
            return replace(
                before, state="unchanged", status=trail.status, hops=tuple(trail.hops), tries=tries, at=self._time()
            )
        data = got.data or b""
        digest = hashlib.sha256(data).hexdigest()
        same = bool(before and before.good and before.sha256 == digest and _there(self.folder, before))
        name = before.file if before and same else _name(url) + _SUFFIX[got.form]
        if not same:
            _write(self.folder / name, data)
        return Outcome(
            url,
            "unchanged" if same else "fetched",
            final_url=got.final_url,
            hops=tuple(trail.hops),
            status=trail.status,
            content_type=trail.content_type,
            form=got.form,
            size=len(data),
            sha256=digest,
            file=name,
            etag=got.headers.get("etag", "")[:200],
            last_modified=got.headers.get("last-modified", "")[:100],
            tries=tries,
            at=self._time(),
        )

    def _time(self) -> str:
        return self.now().astimezone(UTC).isoformat(timespec="seconds")


def _worth(head: bytes) -> None:
    """Raise Failed when the first bytes show that the rest is no document; a ZIP file shows it only at its end."""
    if head.startswith(b"PK"):
        return
    try:
        detect(head)
    except Unread as e:
        if e.reason == "unsupported-type":
            raise Failed("wrong-type", e.detail) from None


def _conditions(before: Outcome, url: str) -> dict[str, str]:
    """Headers that ask only for what is newer than what lies here."""
    if before.final_url != url:
        return {}
    given = {"If-None-Match": before.etag, "If-Modified-Since": before.last_modified}
    return {k: v for k, v in given.items() if v and v.isprintable() and v.isascii()}


def _after(said: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or a day and time."""
    said = said.strip()
    if said.isascii() and said.isdecimal() and len(said) < 9:
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except (TypeError, ValueError, IndexError):
        return None
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now.astimezone(UTC)).total_seconds())


def _name(url: str) -> str:
    """A file name for an address, without its suffix: readable, safe, and no other's."""
    plain = re.sub(r"^https?://(www\.)?|\.(pdf|docx|html?|aspx?|php)$", "", url.partition("?")[0].lower())
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{slug[:80].strip('-') or 'statement'}-{hashlib.sha256(url.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"


def _write(path: Path, data: bytes) -> None:
    """The file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
