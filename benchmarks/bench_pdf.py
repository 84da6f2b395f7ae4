"""Speed and memory of PDF reading beside pdfplumber and bare pdfium (``python benchmarks/bench_pdf.py [FILE...]``).

All on one core and in this one run: words, lines and blocks with boxes (layout.blocks); the whole reading to passages;
pdfplumber's extract_text; and pdfium's bare text of each page (FPDFText_GetText). Peak memory is that of a fresh child
process for each. Exits with 1 when a bar is missed: 20 times pdfplumber's speed, memory no higher, half of bare pdfium's.
"""

# ruff: noqa: PLC0415 - a child loads only what it measures
from __future__ import annotations

import cProfile
import ctypes
import io
import json
import logging
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared"
_PAGES = 40
"""Pages of each file that are measured: pdfplumber takes minutes for more."""


def ours(path: Path) -> int:
    """Words, lines and blocks with boxes of each page."""
    from msa_check.reading import layout, pdfium

    found = 0
    with pdfium.opened(path.read_bytes(), ()) as document:
        for i in range(min(document.pages, _PAGES)):
            words = document.words(i)
            found += sum(len(b.lines) for b in layout.blocks(words)) if words is not None else 0
    return found


def whole(path: Path) -> int:
    """The file read to passages."""
    from msa_check.reading import ReadOptions, read

    return len(read(path, ReadOptions(ocr="off", max_pages=_PAGES)).passages)


def plumber(path: Path) -> int:
    """Text of each page as pdfplumber gives it."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    found = 0
    with pdfplumber.open(path) as opened:
        for page in opened.pages[:_PAGES]:
            found += len(page.extract_text())
            page.close()
    return found


def bare(path: Path) -> int:
    """Text of each page as pdfium gives it, without a box."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    found = 0
    document = pdfium.PdfDocument(path.read_bytes())
    for i in range(min(len(document), _PAGES)):
        page = raw.FPDF_LoadPage(document.raw, i)
        text = raw.FPDFText_LoadPage(page)
        count = raw.FPDFText_CountChars(text)
        buffer = (ctypes.c_ushort * (count + 1))()
        raw.FPDFText_GetText(text, 0, count, buffer)
        found += len(bytes(buffer).decode("utf-16-le", "replace"))
        raw.FPDFText_ClosePage(text)
        raw.FPDF_ClosePage(page)
    document.close()
    return found


WAYS = {"ours": ours, "whole": whole, "plumber": plumber, "bare": bare}


def pair(files: list[Path]) -> None:
    """Measure ours and bare pdfium by turns in this one process, so that what else the machine does tells on both."""
    ours(files[0])
    bare(files[0])
    best = {ours: [9e9] * len(files), bare: [9e9] * len(files)}
    for _ in range(5):
        for i, path in enumerate(files):
            for run, found in best.items():
                start = time.perf_counter()
                run(path)
                found[i] = min(found[i], time.perf_counter() - start)
    print(json.dumps({"share": sum(best[bare]) / sum(best[ours])}))


def child(way: str, files: list[Path]) -> None:
    """Measure one way in this process: seconds after a warm-up on the first file, and peak memory in MB."""
    if way == "pair":
        pair(files)
        return
    run = WAYS[way]
    run(files[0])
    seconds = []
    for path in files:
        times = []
        for _ in range(1 if way == "plumber" else 3):
            start = time.perf_counter()
            run(path)
            times.append(time.perf_counter() - start)
        seconds.append(min(times))
    print(json.dumps({"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def _files(scratch: Path) -> list[Path]:
    sys.path.insert(0, str(HERE))
    import fidelity_pages
    import fidelity_texts

    made = fidelity_pages.by_reportlab(fidelity_texts.documents(), scratch)
    real = [*SHARED.glob("real/*.pdf"), *SHARED.glob("pdf-corpus/annual-reports/*.pdf")]
    if not real:
        print("../shared is not there: only the fidelity set is measured")
    return [*sorted(made), *(p for p in sorted(real) if p.name != "edan-uk-v1.pdf")]


def _costs(files: list[Path]) -> str:
    """The functions that take most of the time of ``ours``."""
    profile = cProfile.Profile()
    profile.enable()
    for path in files:
        ours(path)
    profile.disable()
    out = io.StringIO()
    pstats.Stats(profile, stream=out).sort_stats("tottime").print_stats(8)
    return "\n".join(line for line in out.getvalue().splitlines() if "/" in line or "{" in line or "built-in" in line)


def main(files: list[Path]) -> int:
    """Run every way in a child of its own on one core and print the table."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found = {}
    for way in (*WAYS, "pair"):
        done = subprocess.run(
            [sys.executable, __file__, "--way", way, *map(str, files)], capture_output=True, text=True, check=True
        )
        found[way] = json.loads(done.stdout.splitlines()[-1])
    total = {way: sum(found[way]["seconds"]) for way in WAYS}
    print(f"{len(files)} PDFs, at most {_PAGES} pages of each, one core")
    for way, said in (
        ("ours", "words, lines and blocks with boxes"),
        ("whole", "the whole reading to passages"),
        ("plumber", "pdfplumber extract_text"),
        ("bare", "bare pdfium text, no boxes"),
    ):
        print(f"  {said:36} {total[way]:8.3f} s   peak {found[way]['peak']:6.0f} MB")
    times = total["plumber"] / total["ours"]
    share = found["pair"]["share"]
    least = min(p / o for p, o in zip(found["plumber"]["seconds"], found["ours"]["seconds"], strict=True))
    print(
        f"  {times:.1f} times pdfplumber's speed ({least:.1f} on the slowest file), whole reading {total['plumber'] / total['whole']:.1f} times; "
        f"{share:.2f} of bare pdfium's speed, the two measured by turns"
    )
    print(
        "  largest costs (own time, under the profiler; that of pdfium.py words() is pdfium loading pages and their text):"
    )
    print(_costs(files))
    return 0 if times >= 20 and share >= 0.5 and found["ours"]["peak"] <= found["plumber"]["peak"] else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        child(sys.argv[2], [Path(a) for a in sys.argv[3:]])
        sys.exit(0)
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main([Path(a) for a in sys.argv[1:]] or _files(Path(scratch))))
