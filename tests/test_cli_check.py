"""``msa-check check``: what it prints for good and bad files, its exit codes, and how light its help is."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from msa_check import shelf
from msa_check.cli import commands, main

RULE = """\
id: {id}
title: {id}
area: steps
order: {order}
basis: {{act: House rules, link: "https://example.org/"}}
force: {force}
question: Is it said?
evidence:
  - {{all: ["{words}", "slavery"]}}
remedy: Say it.
examples:
  met: [Our buyers {words} on slavery.]
"""
STATEMENT = """Modern slavery statement

This statement is made under section 54 of the Modern Slavery Act 2015 by Quillhaven Pots Ltd for the year to 31 March 2026.

Our buyers were trained on slavery in May. We make garden pots in two works and buy clay from nine suppliers. We have a policy
on slavery that every supplier signs, and we visited five of them in the year.

Approved by the board of directors on 3 June 2026.

Ada Moorcroft
Director
"""


@pytest.fixture
def pack(tmp_path: Path) -> str:
    """Three rules: the law's is answered by STATEMENT, guidance's and good practice's are not."""
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "_pack.yaml").write_text(
        'id: house\ntitle: House rules\nversion: "1"\nareas:\n  - {id: steps, title: Steps}\n', encoding="utf-8"
    )
    for n, (name, force, words) in enumerate(
        (("trained", "law", "trained"), ("counted", "guidance", "counted"), ("sung", "good-practice", "sung about")), 1
    ):
        (folder / f"{name}.yaml").write_text(RULE.format(id=name, order=n, force=force, words=words), encoding="utf-8")
    (folder / "cues.yaml").write_bytes((shelf.rules_dir() / "uk-s54" / "cues.yaml").read_bytes())
    for lexicon in (shelf.rules_dir() / "uk-s54").glob("lexicon*.yaml"):
        (folder / lexicon.name).write_bytes(lexicon.read_bytes())
    return str(folder)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "quillhaven.txt"
    path.write_text(STATEMENT, encoding="utf-8")
    return path


def _lines(capsys: pytest.CaptureFixture[str]) -> tuple[list[dict[str, Any]], str]:
    got = capsys.readouterr()
    return [json.loads(line) for line in got.out.splitlines()], got.err


def test_jsonl_gives_one_line_an_input_in_order_whatever_it_is(
    pack: str, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, folder, letter = tmp_path / "empty.pdf", tmp_path / "folder", tmp_path / "other.txt"
    empty.touch()
    folder.mkdir()
    letter.write_text(STATEMENT.replace("trained", "told"), encoding="utf-8")
    files = [tmp_path / "nowhere.pdf", good, empty, letter, folder]
    assert main(["check", *map(str, files), "--format", "jsonl", "--rules", pack, "--jobs", "2"]) == 3
    records, said = _lines(capsys)
    assert [(r["source"], r["status"], r["why"]) for r in records] == [
        (str(files[0]), "unread", "not-found"),
        (str(good), "ok", None),
        (str(empty), "unread", "empty"),
        (str(letter), "ok", None),
        (str(folder), "unread", "not-a-file"),
    ]
    verdicts = [{f["rule"]: f["verdict"] for f in r["findings"]} for r in records]
    assert verdicts[1] == {"trained": "met", "counted": "missing", "sung": "missing"}
    assert set(verdicts[0].values()) == {"unreadable"}, "what was not read is never missing"
    told = [line for line in said.splitlines() if line]
    assert len(told) == 3
    assert told[0] == f"{files[0]}: not read (not-found): There is no such file. Check the path."


@pytest.mark.parametrize(
    ("fail_on", "code"), [("law", 0), ("guidance", 1), ("good-practice", 1), ("never", 0)], ids=str
)
def test_exit_code_one_says_that_a_rule_of_that_force_is_missing(
    pack: str, good: Path, fail_on: str, code: int
) -> None:
    assert main(["check", str(good), "--format", "jsonl", "--rules", pack, "--fail-on", fail_on]) == code


def test_unread_beats_gaps(pack: str, good: Path) -> None:
    assert main(["check", str(good), "nowhere", "--format", "jsonl", "--rules", pack, "--fail-on", "guidance"]) == 3


def test_json_is_an_array(pack: str, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(good), "nowhere", "--format", "json", "--rules", pack])
    assert [r["source"] for r in json.loads(capsys.readouterr().out)] == [str(good), "nowhere"]


def test_a_dash_reads_standard_input(
    pack: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STATEMENT.encode())))
    assert main(["check", "-", "--format", "jsonl", "--rules", pack]) == 0
    (record,), _ = _lines(capsys)
    assert (record["source"], record["status"]) == ("-", "ok")


def test_the_output_file_is_written_whole_and_nothing_to_the_screen(
    pack: str, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["check", str(good), "--format", "jsonl", "-o", str(out), "--rules", pack]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(out.read_text())["source"] == str(good)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_why_explains_one_rule(pack: str, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(good), "--why", "trained", "--rules", pack]) == 0
    assert "Our buyers were trained on slavery in May." in capsys.readouterr().out
    assert main(["check", str(good), "--why", "trainde", "--rules", pack]) == 2
    assert "Did you mean trained" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_suggest_adds_what_good_looks_like_and_where_it_is_asked_for(
    pack: str, good: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = Path(pack, "counted.yaml")
    text = counted.read_text(encoding="utf-8").replace("examples:", "good: Nine of ten buyers, by name.\nexamples:")
    counted.write_text(text, encoding="utf-8")
    said = {}
    for suggest in ([], ["--suggest"]):
        main(["check", str(good), "--format", form, "--rules", pack, *suggest])
        said[bool(suggest)] = capsys.readouterr().out.replace("\\", "")
    assert "Nine of ten buyers" not in said[False]
    assert said[True].count("Nine of ten buyers, by name.") == 1, "the gap's; what is met needs none"
    assert "House rules" in said[True].partition("Nine of ten buyers, by name.")[2 if form == "text" else 0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["a.txt", "b.txt", "--format", "html"],
            "--format html makes the page of one file. Give one file, or use msa-check batch",
        ),
        (["a.txt", "b.txt", "--format", "pdf"], "--format pdf makes the page of one file."),
        (["a.txt", "--suggest", "--format", "jsonl"], "--suggest is for reports. Give --format text, md"),
        (["a.txt", "--suggest", "--why", "training"], "--suggest is for reports."),
        (["-", "-"], "standard input can be read once only"),
        (["a.txt", "--max-bytes", "lots"], "'lots' is no size. Give bytes, or a number with KB, MB or GB"),
        (["a.txt", "--as-of", "soon"], "'soon' is no date. Write it as 2026-11-25."),
        (["a.txt", "--rules", "nowhere"], "nowhere: there is no such rules folder"),
        (["a.txt", "--password-file", "nowhere"], "nowhere: the password file cannot be read"),
        (["a.txt", "-o", "."], ".: the output is a folder."),
        (["a.pdf", "b.pdf", "--highlight", "c.pdf"], "--highlight makes the copy of one file."),
        (["a.pdf", "--highlight", "."], ".: the output is a folder."),
        (
            ["a.pdf", "--highlight", "./x/../a.pdf"],
            "--highlight would overwrite the document itself. Give another name.",
        ),
        (["a.pdf", "--highlight", "c.pdf", "-o", "c.pdf"], "c.pdf: --highlight and -o name the same file."),
        (["a.pdf", "-o", "a.pdf"], "a.pdf: -o would overwrite the document itself."),
        (["a.txt", "--max-memory", "50MB"], "'50MB' is too little: give at least 1,000MB."),
    ],
)
def test_wrong_use_is_one_clear_line_and_exit_code_two(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *arguments]) == 2
    got = capsys.readouterr()
    assert said in got.err
    assert (got.out, "Traceback" in got.err) == ("", False)


def test_an_output_that_cannot_be_written_is_said(pack: str, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(good), "--format", "jsonl", "-o", "/proc/nowhere/x", "--rules", pack]) == 2
    assert "/proc/nowhere/x: the output cannot be written" in capsys.readouterr().err


def test_a_limit_that_is_hit_is_named(pack: str, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(good), "--format", "jsonl", "--rules", pack, "--max-bytes", "100"]) == 3
    (record,), said = _lines(capsys)
    assert record["why"] == "too-large"
    assert "the limit is 100" in said


def test_a_reader_that_leaves_early_is_no_fault(pack: str, good: Path) -> None:
    command = [sys.executable, "-m", "msa_check", "check", *[str(good)] * 40, "--format", "jsonl", "--rules", pack]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline().startswith("{")
        child.stdout.close()
        assert child.stderr.read() == ""
        assert child.wait(60) == 0


def test_help_is_light() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = (
        "import sys; from msa_check.cli import main; main(['--help']); main(['check', '--help']); main(['batch', '--help']);"
        "heavy = {'spacy', 'pypdfium2', 'pdfplumber', 'pdfminer', 'numpy', 'pydantic', 'docx', 'selectolax', 'openpyxl', 're2',"
        " 'jinja2', 'rich', 'pebble', 'sqlite3', 'ruamel'} & set(sys.modules); sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (done.returncode, done.stderr) == (0, "")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 0.3, f"{spent:.2f} s of CPU"


def test_names_that_are_not_text_come_through(pack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = tmp_path / os.fsdecode(b"odd\xff\x1b[31m\n.txt")
    try:
        odd.write_text(STATEMENT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert main(["check", str(odd), str(tmp_path / "no\x1b[2Jthing"), "--format", "jsonl", "--rules", pack]) == 3
    records, said = _lines(capsys)
    assert records[0]["status"] == "ok"
    assert "\\udcff" in records[0]["source"]
    assert "\x1b" not in said


def test_highlight_writes_a_copy_and_leaves_the_document_alone(
    pack: str, statements: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pikepdf = pytest.importorskip("pikepdf", reason="needs the extra [highlight]")
    source, copy = tmp_path / "thornbeck.pdf", tmp_path / "copy.pdf"
    source.write_bytes((statements / "thornbeck-foods.pdf").read_bytes())
    before = source.read_bytes()
    assert main(["check", str(source), "--highlight", str(copy), "--rules", pack]) in {0, 1}
    got = capsys.readouterr()
    assert "Thornbeck" in got.out
    assert f"{copy}: a copy of {source} with its passages marked." in got.err
    assert source.read_bytes() == before
    with pikepdf.open(copy) as file:
        labels = [str(a.Subj) for page in file.pages for a in page.obj.get("/Annots", []) if a.Subtype == "/Highlight"]
    assert "trained" in labels
    first = copy.read_bytes()
    main(["check", str(source), "--highlight", str(copy), "--rules", pack])
    assert copy.read_bytes() == first


def test_a_link_to_the_document_is_the_document(pack: str, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = good.with_name("link.pdf")
    link.symlink_to(good)
    assert main(["check", str(good), "--highlight", str(link), "--rules", pack]) == 2
    assert "--highlight would overwrite the document itself" in capsys.readouterr().err
    assert good.read_text(encoding="utf-8") == STATEMENT


@pytest.mark.parametrize("option", ["-o", "--highlight", "--comments"])
def test_a_pipe_is_refused_before_anything_is_read(
    pack: str, good: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    pipe = good.with_name("pipe")
    os.mkfifo(pipe)
    assert main(["check", str(good), option, str(pipe), "--rules", pack]) == 2
    got = capsys.readouterr()
    assert got.out == ""
    assert f"{pipe}: the output cannot be written (it is a device or a pipe, not a file)." in got.err
    assert len(got.err.splitlines()) == 1
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("quillhaven.txt", 2, "it is no PDF, so it cannot be highlighted."),
        ("empty.pdf", 3, "copy.pdf: not made, as"),
        ("fennimore-policy.pdf", 2, "no copy was made: the document was not judged as a statement"),
    ],
)
def test_what_cannot_be_highlighted_is_said(
    pack: str,
    good: Path,
    statements: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    code: int,
    said: str,
) -> None:
    folder = statements if name.startswith("fenn") else good.parent
    (good.parent / "empty.pdf").touch()
    copy = good.parent / "copy.pdf"
    assert main(["check", str(folder / name), "--highlight", str(copy), "--rules", pack]) == code
    assert said in capsys.readouterr().err
    assert not copy.exists()


def test_comments_writes_a_copy_and_leaves_the_draft_alone(
    statements: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, copy = tmp_path / "draft.docx", tmp_path / "copy.docx"
    source.write_bytes((statements / "penhallick-marine-draft.docx").read_bytes())
    before = source.read_bytes()
    assert main(["check", str(source), "--comments", str(copy), "--suggest", "-o", str(tmp_path / "o.txt")]) == 1
    assert source.read_bytes() == before
    with zipfile.ZipFile(copy) as z:
        said = z.read("word/comments.xml").decode()
    assert "[board-approval]" in said
    assert "A good passage says" in said
    assert f"{copy}: a copy of {source} with its passages marked." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--comments", "c.docx"], "it is no Word document (DOCX), so it takes no comments. A PDF takes --highlight"),
        (["--comments", "c.docx", "--highlight", "c.pdf"], "a PDF takes --highlight, a DOCX --comments."),
    ],
)
def test_only_a_word_draft_takes_comments(
    pack: str, good: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["check", str(good), "--rules", pack, *options]) == 2
    assert said in capsys.readouterr().err


def test_a_fault_of_our_own_is_no_gap(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def faulty(**_: object) -> int:
        raise ValueError("no such day")

    monkeypatch.setattr(commands.commands["check"], "callback", faulty)
    assert main(["check", "a.txt"]) == 70
    said = capsys.readouterr().err
    assert "ValueError: no such day" in said
    assert said.splitlines()[-1].startswith("msa-check: this is a fault of msa-check itself.")
