"""What became of each address, written line by line so that a run that is broken off goes on where it was.

One JSON object a line; the latest line of an address counts. Nothing here reaches the network.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from msa_check.errors import UsageError
from msa_check.inert import encodable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "journal.jsonl"

REASONS: dict[str, str] = {
    "bad-url": "This is no web address that can be asked.",
    "scheme": "Only http and https are asked.",
    "port": "Only the ports 80 and 443 are asked.",
    "no-address": "No machine of that name was found.",
    "private-address": "The name leads to an address that is not of the public internet.",
    "robots": "The site's robots.txt asks programs to stay away from it.",
    "robots-unknown": "The site's robots.txt could not be read, so nothing was asked.",
    "not-found": "There is no such page.",
    "refused": "The site refuses to give it.",
    "http-error": "The site answered with an error.",
    "too-many-requests": "The site says that it was asked too often.",
    "unavailable": "The site is not available now.",
    "later": "The site asks to come back later than this run waits.",
    "connection": "No connection could be made.",
    "tls": "No safe connection could be made (certificate).",
    "timeout": "It took longer than the limit allows.",
    "broken-off": "The site broke off in the middle.",
    "too-large": "It is larger than the limit.",
    "wrong-type": "It is not a PDF, DOCX, HTML or text document.",
    "empty": "It holds no bytes.",
    "encoding": "It is packed in a way that was not asked for.",
    "redirect-loop": "Its redirects lead round in a circle.",
    "too-many-redirects": "It is redirected too often.",
    "bad-redirect": "It is redirected to nowhere.",
}
"""Why an address was not downloaded, as a code and a sentence."""
TRANSIENT = frozenset(
    "no-address robots-unknown too-many-requests unavailable later connection timeout broken-off http-error".split()
)
"""Reasons that another run may find gone; the others are asked again only with --again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address. ``state`` is fetched, unchanged (asked again, the same) or a key of REASONS.

    ``file`` is the name of the file in the folder, ``hops`` every address that was asked on the way, ``at`` and
    ``not_before`` ISO times; ``size`` is in bytes.
    """

    url: str
    state: str
    detail: str = ""
    final_url: str = ""
    hops: tuple[str, ...] = ()
    status: int | None = None
    content_type: str = ""
    form: str = ""
    size: int = 0
    sha256: str = ""
    file: str = ""
    etag: str = ""
    last_modified: str = ""
    tries: int = 0
    at: str = ""
    not_before: str = ""

    @property
    def good(self) -> bool:
        """Whether the document lies in the folder."""
        return self.state in {"fetched", "unchanged"}

    @property
    def why(self) -> str:
        """The outcome in plain English."""
        if self.good:
            return f"{'Fetched' if self.state == 'fetched' else 'Unchanged'}: {self.file}"
        return " ".join(x for x in (REASONS[self.state], self.detail) if x)


def load(folder: Path) -> dict[str, Outcome]:
    """Address -> its latest outcome; empty when there is no journal. A line cut off by a crash is passed over.

    Raises UsageError when the journal cannot be read.
    """
    try:
        lines = (folder / NAME).read_bytes().split(b"\n")
    except FileNotFoundError:
        return {}
    except OSError as e:
        raise UsageError(
            f"the journal of the downloads cannot be read ({e.strerror or e}).",
            where=str(folder / NAME),
            cure="See that you may read it, or move the folder away to download anew.",
        ) from None
    known = {f.name for f in fields(Outcome)}
    found: dict[str, Outcome] = {}
    for line in lines:
        try:
            made: dict[str, Any] = {k: v for k, v in json.loads(line).items() if k in known}
            o = Outcome(**made | {"hops": tuple(made.get("hops", ()))})
        except (ValueError, TypeError, AttributeError):
            continue
        if o.good or o.state in REASONS:
            found.pop(o.url, None)
            found[o.url] = o
    return found


def append(folder: Path, outcomes: Iterable[Outcome]) -> None:
    """Add lines at the end; they are on the disk when this returns. Raises OSError."""
    text = "".join(json.dumps(asdict(o), ensure_ascii=False) + "\n" for o in outcomes)
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(folder / NAME, flags, 0o644)
    with os.fdopen(handle, "r+b", buffering=0) as f:
        end = f.seek(0, os.SEEK_END)
        if end:
            f.seek(end - 1)
            if f.read(1) != b"\n":  # a line cut off by a crash stays apart
                text = "\n" + text
        f.write(encodable(text).encode())
        os.fsync(f.fileno())
