"""Text made harmless for the places it leaves to: terminal, workbook cell, CSV field, web page, JSON.

The one sanitiser of the program; nothing here knows what the text means.
"""

from __future__ import annotations

import re

# Control characters, marks that turn the direction of text, zero-width characters, halves of surrogate pairs and
# code points that are no characters: a file name must not command a terminal, nor a quote break a workbook.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELL_LIMIT = 32_000
"""Characters of one workbook cell; Excel's own limit is 32,767."""


def visible(text: str) -> str:
    """The text with each unsafe character shown as ``[U+202E]``; line ends and tabs stay."""
    return _UNSAFE.sub(lambda m: f"[U+{ord(m[0]):04X}]", text)


def encodable(text: str) -> str:
    """The text with halves of surrogate pairs (bytes of file names that are not UTF-8) shown; all else stays raw."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def for_cell(text: str) -> str:
    """A workbook cell's text: unsafe characters shown, cut to CELL_LIMIT. The writer must set the type to string."""
    shown = visible(text.replace("\r\n", "\n"))
    if len(shown) <= CELL_LIMIT // 2:
        return shown
    units = shown.encode("utf-16-le")  # Excel counts a character beyond U+FFFF as two
    if len(units) <= 2 * CELL_LIMIT:
        return shown
    return units[: 2 * CELL_LIMIT].decode("utf-16-le", "ignore") + " ... (the rest is in the report)"


def for_csv(text: str) -> str:
    """A CSV field's text: unsafe characters shown, and a leading formula character disarmed by an apostrophe."""
    shown = visible(text)
    return "'" + shown if shown.startswith(_FORMULA) else shown
