"""One request over the wire, to one address that was checked before. The one place that knows httpx.

No redirect is followed, no cookie kept, no proxy used; what may be asked is decided elsewhere.
"""

from __future__ import annotations

import re
import ssl
import zlib
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

ACCEPT = (
    "application/pdf, application/vnd.openxmlformats-officedocument.wordprocessingml.document, text/html, "
    "application/xhtml+xml, text/plain;q=0.9, */*;q=0.1"
)
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}")
"""A name, or an address; httpx lets more pass."""


class Failed(Exception):
    """A request that gave nothing; ``reason`` is a key of journal.REASONS."""

    def __init__(self, reason: str, detail: str = "", *, after: float | None = None) -> None:
        """``after`` is how many seconds the site asks to wait, where it does."""
        self.reason, self.detail, self.after = reason, detail, after
        super().__init__(reason, detail)


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. ``port`` is always given, ``url`` has no fragment."""

    url: str
    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a site answered, its body not read yet. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    _response: httpx.Response

    async def body(self, limit: int) -> AsyncIterator[bytes]:
        """The body piece by piece, unpacked. Raises Failed("too-large") beyond ``limit`` bytes, or "encoding"."""
        said = self.headers.get("content-length", "")
        if said.isdecimal() and int(said) > limit:
            raise Failed("too-large", f"It says that it has {int(said):,} bytes.")
        packing = self.headers.get("content-encoding", "").strip().lower()
        if packing not in {"", "identity", "gzip", "x-gzip"}:
            raise Failed("encoding", f"({packing[:40]})")
        loosen = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in packing else None
        size = 0
        with _faults():
            async for raw in self._response.aiter_raw():
                # one byte more than allowed is enough to know; a bomb is never unpacked further
                piece = loosen.decompress(raw, limit - size + 1) if loosen else raw
                size += len(piece)
                if size > limit:
                    raise Failed("too-large", f"More than {limit:,} bytes came.")
                yield piece
        if loosen and not loosen.eof:
            raise Failed("broken-off")


def target(url: str) -> Target:
    """The address taken apart. Raises Failed("bad-url" or "scheme")."""
    try:
        found = httpx.URL(url.strip())
        if not found.scheme:
            found = httpx.URL(f"http://{url.strip()}")
        scheme, host = found.scheme, found.raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise Failed("bad-url") from None
    if scheme not in {"http", "https"}:
        raise Failed("scheme", f"({scheme[:20]})")
    if not host or found.userinfo:
        raise Failed("bad-url", "It holds a user name." if host else "")
    port = found.port or (443 if scheme == "https" else 80)
    if not _HOST.fullmatch(host) or port > 65535:
        raise Failed("bad-url")
    return Target(str(found.copy_with(fragment=None)), scheme, host, port)


def joined(url: str, location: str) -> str:
    """The address a redirect leads to. Raises Failed("bad-redirect")."""
    try:
        return str(httpx.URL(url).join(location.strip()))
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise Failed("bad-redirect") from None


class Wire:
    """Connections for one run; each serves one request, so that none is lent to another host at the same address."""

    def __init__(self, *, agent: str, connect: float, read: float) -> None:
        """``agent`` is what the program calls itself; seconds to connect and between two pieces of an answer."""
        self._agent = agent
        self._timeout = {"connect": connect, "read": read, "write": read, "pool": None}
        self._transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0), retries=0)

    async def close(self) -> None:
        """Close what is open."""
        await self._transport.aclose()

    @asynccontextmanager
    async def ask(self, to: Target, address: str, more: Mapping[str, str]) -> AsyncIterator[Reply]:
        """GET the target from this IP address and no other. Raises Failed."""
        named = f"[{to.host}]" if ":" in to.host else to.host
        usual = 443 if to.scheme == "https" else 80
        headers = {
            "Host": named if to.port == usual else f"{named}:{to.port}",
            "User-Agent": self._agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "identity",
            "Connection": "close",
            **more,
        }
        with _faults():
            request = httpx.Request(
                "GET",
                httpx.URL(to.url).copy_with(host=address),
                headers=headers,
                # the certificate is checked against the name, though the connection goes to the address
                extensions={"timeout": self._timeout, "sni_hostname": to.host},
            )
            response = await self._transport.handle_async_request(request)
        try:
            yield Reply(response.status_code, {k.lower(): v for k, v in response.headers.items()}, response)
        finally:
            await response.aclose()


class _faults:  # noqa: N801 - reads as a statement: with _faults()
    """Turns httpx's errors into ours."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        if isinstance(fault, httpx.TimeoutException):
            raise Failed("timeout") from None
        if isinstance(fault, (httpx.InvalidURL, httpx.LocalProtocolError, httpx.UnsupportedProtocol)):
            raise Failed("bad-url") from None
        if isinstance(fault, httpx.ConnectError):
            raise Failed("tls" if _is_tls(fault) else "connection", str(fault)[:120]) from None
        if isinstance(fault, (httpx.TransportError, httpx.StreamError, zlib.error, OSError)):
            raise Failed("broken-off", str(fault)[:120]) from None


def _is_tls(fault: BaseException | None) -> bool:
    while fault is not None:
        if isinstance(fault, ssl.SSLError) or "CERTIFICATE" in str(fault) or "SSL" in str(fault):
            return True
        fault = fault.__cause__ or fault.__context__
    return False
