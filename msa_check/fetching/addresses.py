"""Which web addresses may be asked at all: http and https on known ports, names that lead to public machines only.

Nothing here opens a connection but the look-up of a name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Resolve = Callable[[str, int], Awaitable[list[str]]]
    """(host, port) -> the addresses of the host, as text."""

_NOT_PUBLIC = tuple(
    ipaddress.ip_network(n)
    for n in (
        "168.63.129.16/32",  # looks public, but is the inner service of a large cloud
        "192.88.99.0/24",
        "192.0.0.0/24",
        "64:ff9b:1::/48",
        "2001::/23",
        "5f00::/16",
    )
)
_HOLDS_IPV4 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: no private, loopback, link-local, shared, reserved or multicast one.

    An IPv6 address that carries an IPv4 address is public when that one is.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id or ip.is_site_local:
            return False
        if (inner := _inner(ip)) is not None:
            return is_public(str(inner))
    if any(ip in n for n in _NOT_PUBLIC if n.version == ip.version):
        return False
    return ip.is_global and not (
        ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local
    )


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address carries, where its kind does."""
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    if ip.sixtofour:
        return ip.sixtofour
    if ip in _HOLDS_IPV4 or int(ip) >> 32 == 0:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's look-up, each once, IPv4 first. Raises OSError when there are none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    every = dict.fromkeys(str(info[4][0]) for info in sorted(found, key=lambda i: i[0] != socket.AF_INET))
    return list(every)
