"""Options that several commands share: the rule pack, how to read, limits, and when the exit code is 1.

Nothing here runs a command.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msa_check.cli.passwords import read_passwords
from msa_check.model import FORCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from msa_check.reading import ReadOptions

_F = TypeVar("_F", bound="Callable[..., Any]")
LEAST_MEMORY = 1000 * 10**6
"""A worker's libraries and rules take some 330 MB of address space, and up to 800 MB once it has judged some hundred statements."""
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


class Size(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A number of bytes: 500000, 100MB, 2GB."""

    name = "size"

    def __init__(self, least: int = 1) -> None:
        """``least`` is the smallest number of bytes that does."""
        self.least = least

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of bytes; a plain error for what is none."""
        if isinstance(value, int):
            return value
        fits = re.fullmatch(r"(\d{1,12})\s*([kmgt]?)b?", value.strip().lower())
        if not fits or int(fits[1]) == 0:
            self.fail(f"{value!r} is no size. Give bytes, or a number with KB, MB or GB, such as 100MB.", param, ctx)
        size = int(fits[1]) * _UNITS[fits[2]]
        if size < self.least:
            self.fail(f"{value!r} is too little: give at least {self.least // 10**6:,}MB.", param, ctx)
        return size


class IsoDate(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A date as year-month-day."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The date as given; a plain error for what is none."""
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            self.fail(f"{value!r} is no date. Write it as 2026-11-25.", param, ctx)


rules_option = click.option(
    "--rules",
    "pack",
    metavar="PACK",
    type=click.Path(path_type=Path),
    help="Another rule pack than uk-s54: the name of one that msa-check rules list shows, or the folder of your own.",
)

fail_on_option = click.option(
    "--fail-on",
    type=click.Choice([*FORCES, "never"]),
    default="law",
    show_default=True,
    help="Exit with 1 when a rule of this force, or a graver one, is missing or partial.",
)

_READING = (
    click.option(
        "--ocr",
        type=click.Choice(["auto", "off", "force"]),
        default="auto",
        show_default=True,
        help="Read pictures of pages with tesseract: where a page has no text, never, or on every page.",
    ),
    click.option(
        "--password-file",
        metavar="TXT",
        type=click.Path(path_type=Path),
        help="Passwords to try on locked files, one a line; never printed or kept.",
    ),
    click.option(
        "--as-of",
        metavar="DATE",
        type=IsoDate(),
        help="Judge rules about age and lateness on this date (2026-11-25); without it they are put to you as questions.",
    ),
    click.option(
        "--max-seconds",
        metavar="N",
        type=click.FloatRange(min=0.1, max=86_400),
        default=60.0,
        show_default=True,
        help="Longest time for one file; then it is unread (timeout).",
    ),
    click.option(
        "--max-memory",
        metavar="SIZE",
        type=Size(least=LEAST_MEMORY),
        default="2GB",
        show_default=True,
        help="Most memory one worker may take (Linux, macOS); then the file is unread (resource-limit).",
    ),
    click.option(
        "--max-bytes",
        metavar="SIZE",
        type=Size(),
        default="100MB",
        show_default=True,
        help="Largest file that is opened.",
    ),
    click.option(
        "--max-decoded",
        metavar="SIZE",
        type=Size(),
        default="200MB",
        show_default=True,
        help="Most data that one file may unpack to.",
    ),
    click.option(
        "--max-pages",
        metavar="N",
        type=click.IntRange(min=1),
        default=500,
        show_default=True,
        help="Pages read of one file; the rest is said to be unread.",
    ),
    click.option(
        "--jobs",
        metavar="N",
        type=click.IntRange(min=0, max=512),
        default=0,
        show_default="every core",
        help="Worker processes.",
    ),
)


def reading_options(function: _F) -> _F:
    """Add the options for reading and its limits; their values come as the names in ``read_options``."""
    for option in reversed(_READING):
        function = option(function)
    return function


def read_options(given: dict[str, Any]) -> ReadOptions:
    """The ReadOptions of the values that ``reading_options`` collected."""
    from msa_check.reading import ReadOptions

    return ReadOptions(
        passwords=read_passwords(given["password_file"]),
        ocr=given["ocr"],
        max_bytes=given["max_bytes"],
        max_pages=given["max_pages"],
        max_decoded=given["max_decoded"],
    )
