"""The hosts of a run: which addresses of theirs are safe to ask, when the next one may be asked, what their robots.txt says.

What is fetched from them and where it is kept is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msa_check.fetching import addresses
from msa_check.fetching.robots import Rules
from msa_check.fetching.wire import Failed, Target, Wire, joined, target

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from msa_check.fetching.addresses import Resolve
    from msa_check.fetching.wire import Reply

MOVED = frozenset({301, 302, 303, 307, 308})
"""Statuses that send on to another address."""
_ROBOTS_LIMIT = 512 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """How to visit. Times are in seconds, ``size`` in bytes.

    ``allowed`` says which IP addresses may be asked and ``resolve`` looks names up: tests give their own, the command
    line none.
    """

    agent: str
    delay: float = 1.0
    """Least time between two requests to one host; a longer one that robots.txt asks for counts."""
    patience: float = 120.0
    """The longest wait that a site may ask for; beyond it the address is left for a later run."""
    tries: int = 3
    seconds: float = 60.0
    """For one request with all of its body, however slowly it comes."""
    connect: float = 10.0
    read: float = 20.0
    size: int = 30_000_000
    hops: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    at_once: int = 8
    """Hosts that are visited at the same time."""
    allowed: Callable[[str], bool] = addresses.is_public
    resolve: Resolve = addresses.resolve


@dataclass(slots=True)
class Host:
    """What is known of one host during a run."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    delay: float = 0.0
    robots: dict[str, Rules | Failed] = field(default_factory=dict)
    """Origin -> its rules, or why they are not known."""
    down: Failed | None = None
    """Why the host did not answer at all, when every try had failed: its other addresses are not tried as often."""


class Hosts:
    """Every host of a run, met one by one."""

    def __init__(self, settings: Settings, wire: Wire) -> None:
        """``wire`` serves the requests for robots.txt."""
        self.settings, self._wire = settings, wire
        self._hosts: dict[str, Host] = {}

    def checked(self, url: str) -> Target:
        """The address taken apart, when its scheme and port may be asked. Raises Failed."""
        to = target(url)
        if to.port not in self.settings.ports:
            raise Failed("port", f"(port {to.port})")
        return to

    async def resolved(self, to: Target) -> str:
        """The one IP address to ask: looked up now, checked, and used for this request, so that no second look-up can differ."""
        try:
            async with asyncio.timeout(self.settings.connect):
                found = await self.settings.resolve(to.host, to.port)
        except (OSError, UnicodeError):  # TimeoutError is an OSError
            raise Failed("no-address") from None
        if not found:
            raise Failed("no-address")
        if bad := next((a for a in found if not self.settings.allowed(a)), None):
            raise Failed("private-address", f"({bad})" if bad == to.host else f"({to.host}: {bad})")
        return found[0]

    def host(self, name: str) -> Host:
        """What is known of a host so far."""
        return self._hosts.setdefault(name, Host(delay=self.settings.delay))

    @contextlib.asynccontextmanager
    async def turn(self, to: Target) -> AsyncIterator[None]:
        """Wait for the host's next free moment; nobody else asks it meanwhile."""
        host = self.host(to.host)
        loop = asyncio.get_running_loop()
        async with host.lock:
            await asyncio.sleep(max(0.0, host.free_at - loop.time()))
            try:
                yield
            finally:
                host.free_at = max(host.free_at, loop.time() + host.delay)

    async def rules(self, to: Target) -> Rules:
        """The site's rules, read once a run. Raises Failed when they cannot be known."""
        host, origin = self.host(to.host), f"{to.scheme}:{to.port}"
        if host.down:
            raise host.down
        if origin not in host.robots:
            try:
                host.robots[origin] = await self._read_robots(to)
            except Failed as e:
                host.robots[origin] = e
        rules = host.robots[origin]
        if isinstance(rules, Failed):
            raise rules
        if rules.delay > self.settings.patience:
            raise Failed("later", f"Its robots.txt asks for {rules.delay:,.0f} seconds between two requests.")
        host.delay = max(host.delay, rules.delay)
        return rules

    async def _read_robots(self, to: Target) -> Rules:
        at = joined(to.url, "/robots.txt")
        seen: list[str] = []
        while len(seen) <= self.settings.hops:
            try:
                one = self.checked(at)
            except Failed as e:
                raise Failed("robots-unknown", f"(it is sent on to where nothing is asked: {e.reason})") from None
            if one.url in seen:
                break
            seen.append(one.url)
            async with self.turn(one):
                try:
                    address = await self.resolved(one)
                except Failed as e:
                    if len(seen) == 1:
                        raise
                    raise Failed("robots-unknown", f"(it is sent on to where nothing is asked: {e.reason})") from None
                try:
                    async with limit(self.settings.seconds), self._wire.ask(one, address, {}) as reply:
                        if reply.status in MOVED and reply.headers.get("location", "").strip():
                            at = joined(one.url, reply.headers["location"])
                            continue
                        return await _rules(reply)
                except Failed as e:
                    if e.reason in {"connection", "tls", "robots"}:
                        raise  # the site itself would answer the same, or has spoken
                    raise Failed("robots-unknown", f"({e.reason})") from None
        return Rules("")


@contextlib.asynccontextmanager
async def limit(seconds: float) -> AsyncIterator[None]:
    """Raise Failed("timeout") when the block takes longer."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise Failed("timeout", f"More than {seconds:,.0f} seconds.") from None


async def _rules(reply: Reply) -> Rules:
    """The rules in an answer to robots.txt: none where there is no such file, unknown where the site is in trouble."""
    if reply.status in {401, 403}:
        raise Failed("robots", "(it may not even be read)")
    if 400 <= reply.status < 500 and reply.status != 429:
        return Rules("")
    if reply.status != 200:
        raise Failed("robots-unknown", f"(status {reply.status})")
    data = bytearray()
    try:
        async for piece in reply.body(_ROBOTS_LIMIT):
            data += piece
    except Failed as e:
        if e.reason != "too-large" or not data:
            raise
    return Rules(bytes(data).decode("utf-8", "replace"))
