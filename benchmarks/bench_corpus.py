"""Every PDF of a corpus read in a child process that can be killed (``python benchmarks/bench_corpus.py [FOLDER]``).

Prints one status for each kind of end, the slowest files, and the pages on which the file draws something but neither
engine found text. Exits with 1 for a crash, a hang, or an annual report that takes 4 s or more.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "pdf-corpus"
SECONDS = 60
MEMORY = 2_000_000_000
REPORT_SECONDS = 4.0


def child(path: Path) -> None:
    """Read one file and print how it ended."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from msa_check.reading import ReadOptions, read  # noqa: PLC0415 - under the limit of memory

    start = time.perf_counter()
    statement = read(path, ReadOptions(ocr="off"))
    seconds = time.perf_counter() - start
    lost = [
        n.page for n in statement.page_notes if n.engine == "none" and "blank" not in n.note and "lines" not in n.note
    ]
    engines = Counter(n.engine for n in statement.page_notes)
    print(
        json.dumps(
            {
                "status": statement.status,
                "why": statement.why,
                "seconds": seconds,
                "lost": lost,
                "engines": engines,
                "pages": statement.pages,
            }
        )
    )


def main(folder: Path) -> int:
    """Read every PDF of the folder and print the table."""
    files = sorted(folder.rglob("*.pdf"))
    if not files:
        print(f"{folder} is not there: nothing to read")
        return 0
    ends: Counter[str] = Counter()
    engines: Counter[str] = Counter()
    bad: list[str] = []
    slow: list[tuple[float, str]] = []
    lost: list[str] = []
    for path in files:
        name = str(path.relative_to(folder))
        try:
            done = subprocess.run(
                [sys.executable, __file__, "--one", str(path)],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            bad.append(f"hang: {name}")
            continue
        if done.returncode:
            bad.append(f"crash ({done.returncode}): {name}: {done.stderr.strip().splitlines()[-1:]}")
            continue
        end = json.loads(done.stdout.splitlines()[-1])
        ends[end["status"] + (f": {end['why']}" if end["why"] else "")] += 1
        engines.update(end["engines"])
        slow.append((end["seconds"], name))
        if end["why"] in {"no-text-layer", "garbled"}:
            lost.append(f"{name}: every page")
        elif end["lost"]:
            lost.append(
                f"{name}: pages {', '.join(map(str, end['lost'][:12]))}{' ...' if len(end['lost']) > 12 else ''} of {end['pages']}"
            )
    print(f"{len(files)} files: {sum(ends.values())} with one status each, {len(bad)} crashes or hangs")
    for status, count in ends.most_common():
        print(f"  {count:4} {status}")
    print("pages by engine: " + ", ".join(f"{k} {v}" for k, v in engines.most_common()))
    print("slowest: " + ", ".join(f"{n} {s:.2f} s" for s, n in sorted(slow, reverse=True)[:8]))
    print(f"pages that draw something but gave neither engine text, in {len(lost)} files:")
    print("\n".join(f"  {x}" for x in lost))
    print("\n".join(bad))
    late = [n for s, n in slow if n.startswith("annual-reports") and s >= REPORT_SECONDS]
    return 1 if bad or late else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        child(Path(sys.argv[2]))
        sys.exit(0)
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS))
