"""``msa-check read``: print what was read from one file, to find out why a verdict is what it is.

The reading itself is msa_check.reading; nothing here judges.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from msa_check.cli import screen
from msa_check.cli.passwords import read_passwords
from msa_check.errors import ExitCode, UsageError
from msa_check.inert import visible

if TYPE_CHECKING:
    from msa_check.model import Statement
    from msa_check.reading import ReadOptions


@click.command(name="read")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON with the place of every line on its page.")
@click.option(
    "--boxes",
    metavar="PNG",
    type=click.Path(path_type=Path),
    help="Also draw the passages of one page, with their order and kind, over its picture (PDF only).",
)
@click.option("--page", type=click.IntRange(min=1), help="The page that --boxes draws; without it the first with text.")
@click.option(
    "--ocr",
    type=click.Choice(["auto", "off", "force"]),
    default="auto",
    show_default=True,
    help="Read pictures of pages with tesseract: where there is no text, never, or on every page.",
)
@click.option(
    "--password-file",
    metavar="TXT",
    type=click.Path(path_type=Path),
    help="Passwords to try, one a line; never printed.",
)
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages read of the file.  [default: 500]")
def command(
    file: Path,
    as_json: bool,
    boxes: Path | None,
    page: int | None,
    ocr: Literal["auto", "off", "force"],
    password_file: Path | None,
    max_pages: int | None,
) -> int:
    """Print the text of FILE (- reads standard input) as msa-check reads it: one passage a line with its number, page, kind and heading.

    Exit code 3 says that the file could not be read; the reason is printed.
    """
    from msa_check.reading import ReadOptions, read_bytes, show
    from msa_check.reading import read as read_file

    if page is not None and boxes is None:
        raise UsageError("--page goes with --boxes.", cure="Give --boxes page.png too.")
    limit = max_pages or ReadOptions().max_pages
    options = ReadOptions(passwords=read_passwords(password_file), ocr=ocr, max_pages=limit)
    data = sys.stdin.buffer.read(options.max_bytes + 1) if str(file) == "-" else None
    statement = read_file(file, options) if data is None else read_bytes(data, "-", options)
    if as_json:
        screen.data(json.dumps(show.as_data(statement), ensure_ascii=False, indent=1))
    else:
        screen.data(visible(show.as_text(statement)))
    if boxes is not None and statement.status != "unread":
        _draw(file, data, statement, boxes, page, options)
    return ExitCode.UNREAD if statement.status == "unread" else ExitCode.OK


def _draw(
    file: Path, data: bytes | None, statement: Statement, picture: Path, page: int | None, options: ReadOptions
) -> None:
    from msa_check.reading import show

    if data is None and picture.exists() and picture.samefile(file):
        raise UsageError("the picture would overwrite the file itself.", where=str(picture), cure="Give another name.")
    number = page or min((b.page for p in statement.passages for b in p.boxes), default=1)
    drawn = show.draw(file.read_bytes() if data is None else data, statement, number, options.passwords)
    try:
        picture.write_bytes(drawn)
    except OSError as e:
        raise UsageError(
            f"the picture cannot be written ({e.strerror}).", where=str(picture), cure="Give a path that you may write."
        ) from None
    others = "" if page or statement.pages == 1 else "; --page draws another"
    screen.talk(f"{picture}: page {number} of {statement.pages}{others}")
