"""The second engine for PDFs: pdfplumber's words of a page, asked for where pdfium's text is absent or garbled.

pdfplumber and its pdfminer are imported here only. It is fifty times slower than pdfium and raises errors of any kind on damaged files,
so whatever it raises means that it gives nothing.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from msa_check.reading.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)

_PACKED_NOTHING = 64
"""Bytes that a packed stream may take up though it holds nothing."""


class Second:
    """A document opened by the second engine at the first page it is asked for."""

    def __init__(self, data: bytes, passwords: Sequence[str]) -> None:
        """Nothing is opened yet."""
        self._data = data
        self._passwords = ("", *passwords)
        self._pdf: Any = None
        self._failed = False

    def pages(self) -> int:
        """The number of pages; 0 when it cannot open the file."""
        try:
            return len(self._open().pages) if self._open() is not None else 0
        except Exception:  # noqa: BLE001 - it raises anything on damaged files
            return 0

    def words(self, index: int) -> Words | None:
        """The words of a page in its own reading order, or None when it cannot read them."""
        pdf = self._open()
        if pdf is None:
            return None
        try:
            with _silent():
                page = pdf.pages[index]
                found = page.extract_words(extra_attrs=["fontname", "size"], use_text_flow=True, keep_blank_chars=False)
                width, height = float(page.width), float(page.height)
                page.close()
        except Exception:  # noqa: BLE001 - as above
            return None
        return _as_words(found, width, height)

    def lost_content(self, index: int) -> bool:
        """Whether a page names content that the file does not hold or that cannot be unpacked."""
        pdf = self._open()
        if pdf is None:
            return False
        from pdfminer.pdftypes import resolve1

        try:
            with _silent():
                named = pdf.pages[index].page_obj.attrs.get("Contents")
                found = resolve1(named)
                parts = (
                    [resolve1(x) for x in found] if isinstance(found, list) else [found] if named is not None else []
                )
                return any(map(_is_lost, parts))
        except Exception:  # noqa: BLE001 - as above
            return False

    def close(self) -> None:
        """Let go of the file."""
        if self._pdf is not None:
            self._pdf.close()

    def _open(self) -> Any:  # noqa: ANN401 - pdfplumber has no types
        if self._pdf is None and not self._failed:
            import pdfplumber

            for password in self._passwords:
                try:
                    with _silent():
                        self._pdf = pdfplumber.open(io.BytesIO(self._data), password=password)
                        len(self._pdf.pages)
                    break
                except Exception:  # noqa: BLE001 - as above
                    self._pdf = None
            self._failed = self._pdf is None
        return self._pdf


def _is_lost(stream: Any) -> bool:  # noqa: ANN401 - a pdfminer object, or nothing
    """Whether a stream is not there or its first byte cannot be unpacked; not more is unpacked, as it may be a bomb."""
    from pdfminer.pdftypes import PDFStream

    if not isinstance(stream, PDFStream):
        return True
    packed = stream.get_rawdata() or b""
    filters = [str(getattr(name, "name", name)) for name, _ in stream.get_filters()]
    if len(packed) <= _PACKED_NOTHING or stream.decipher or filters[:1] not in (["FlateDecode"], ["Fl"]):
        return False
    try:
        return not zlib.decompressobj().decompress(packed, 1)
    except zlib.error:
        return True


@contextmanager
def _silent() -> Iterator[None]:
    """Keep the engine's own grumbling about damaged files off the screen."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _as_words(found: list[dict[str, Any]], width: float, height: float) -> Words:
    box = np.array([[w["x0"], w["top"], w["x1"], w["bottom"]] for w in found], np.float32).reshape(-1, 4)
    down = box[:, 3] - np.roll(box[:, 3], 1)
    line = np.cumsum(np.abs(down) > 3).astype(np.int32)
    n = len(found)
    return Words(
        text=[str(w["text"]) for w in found],
        box=box,
        size=np.array([w.get("size") or 0.0 for w in found], np.float32),
        bold=np.array([bool(_BOLD.search(str(w.get("fontname")))) for w in found], np.bool_),
        line=line,
        turned=np.zeros(n, np.int8),
        suspect=np.zeros(n, np.bool_),
        covered=np.zeros(n, np.bool_),
        spaced=np.zeros(n, np.bool_),
        width=width,
        height=height,
    )
