"""What a site's robots.txt allows. The one place that knows protego; nothing here asks a site."""

from __future__ import annotations

from protego import Protego

NAME = "msa-check"
"""The name that a robots.txt may address."""


class Rules:
    """The rules of one site for this program."""

    def __init__(self, text: str) -> None:
        """``text`` is the file's; an empty one allows everything."""
        self._rules = Protego.parse(text)

    def allow(self, url: str) -> bool:
        """Whether the address may be asked."""
        return bool(self._rules.can_fetch(url, NAME))

    @property
    def delay(self) -> float:
        """Seconds to wait between two requests, as the site asks; 0 when it does not."""
        return float(self._rules.crawl_delay(NAME) or 0.0)
