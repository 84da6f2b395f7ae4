"""Kill a batch at random moments and see that going on gives the very same findings (``python benchmarks/kill_resume.py [KILLS] [FILES]``).

Each round kills the parent process with signal 9, begins again until a run ends by itself, and compares the sorted export with
that of a run that nobody disturbed, byte for byte. Exits with 1 at the first difference.
"""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEXT = """Modern slavery statement

This statement is made under section 54 of the Modern Slavery Act 2015 by Number {n} Pots Ltd for the year to 31 March 2026.

Our buyers were trained on slavery in May. We make garden pots in {n} works and buy clay from nine suppliers. We have a policy on
slavery that every supplier signs, and we visited five of them in the year. Wages at one supplier were late; we had them paid.

Approved by the board of directors on 3 June 2026.

Ada Moorcroft
Director
"""


def main(kills: int, files: int) -> int:
    """Run the rounds; ``kills`` is the number of kills that hit a running batch."""
    root = Path(tempfile.mkdtemp(prefix="kill-"))
    try:
        folder = root / "in"
        folder.mkdir()
        for n in range(files):
            (folder / f"s{n:04}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
        began = time.perf_counter()
        _run(folder, root / "whole").wait()
        usual = time.perf_counter() - began
        whole = (root / "whole" / "findings.jsonl").read_bytes()
        chance, hit, rounds = random.Random(54), 0, 0  # noqa: S311 - moments, not secrets
        while hit < kills:
            rounds += 1
            out = root / f"out-{rounds}"
            left = min(chance.randint(1, 4), kills - hit)  # then this round runs to its end
            while True:
                child = _run(folder, out)
                try:
                    child.wait(chance.uniform(0.05, usual * 0.6))
                except subprocess.TimeoutExpired:
                    child.send_signal(signal.SIGKILL)
                    child.wait()
                    hit, left = hit + 1, left - 1
                    if left:
                        continue
                    _run(folder, out).wait()
                break
            if (out / "findings.jsonl").read_bytes() != whole:
                print(f"round {rounds}: the findings differ")
                return 1
            db = sqlite3.connect(out / "results.sqlite")
            sound = (
                db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                and not db.execute("PRAGMA foreign_key_check").fetchall()
            )
            db.close()
            if not sound:
                print(f"round {rounds}: the store is damaged")
                return 1
            shutil.rmtree(out)
            print(f"{hit} kills, {rounds} runs to the end, all with the same findings", flush=True)
    finally:
        shutil.rmtree(root)
    return 0


def _run(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "msa_check",
        "batch",
        str(folder),
        "-o",
        str(out),
        "--no-html",
        "--no-xlsx",
        "--quiet",
        "--fail-on",
        "never",
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:]]
    sys.exit(main(*([*numbers, *(200, 300)[len(numbers) :]])))
