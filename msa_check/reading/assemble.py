"""Lines in reading order -> numbered passages: paragraphs rejoined, list items with lead-ins, headings, signature blocks.

Nothing here knows a file format or a rule.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING

from msa_check import roles
from msa_check.language import sentences
from msa_check.model import Kind, Passage
from msa_check.reading import headings
from msa_check.wordshapes import MONTH, NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.reading.parts import Line

BULLET = re.compile(
    r"^\s*(?:[•▪●◦‣∙·■□➢➤►✓✔❖\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d]+|[*–—-](?=\s)|o(?=\s[A-Za-z])|\(?(?:[a-z]|[ivx]{1,4})[.)](?=\s)|(?:\d{1,2}[.)])+(?=\s+[a-z]))\s*"
)
_DASH = re.compile(r"^\s*[–—-]\s")
_NUMBERED = re.compile(r"^\s*(?:section\s+)?\d{1,2}(?:\.\d{1,2})*[.):]?\s+(?=[A-Z])")
_ENDS = re.compile(r"[.!?][\"')\]”’]*$")
_OPEN_END = re.compile(
    r"(?:[,;&–-]|\b(?:and|or|the|a|an|of|to|in|for|with|by|on|at|from|our|their|its|that|which|is|are|as|we|including|any|all|this|these|be|has|have|will|not|into|such|who|per|modern|human))$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"^(?:page\s*)?\|?\s*\d{1,3}\s*(?:(?:of|/)\s*\d{1,3})?\s*\|?$|^page\s+(?:\d+|[ivx]+)(?:\s+of\s+\d+)?$",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}\s*$|…{2,}\s*\d{1,3}\s*$")
_CONTENTS = re.compile(r"^(?:table of )?contents(?: page)?:?$", re.IGNORECASE)
_DATED = re.compile(
    rf"^(?:(?:first )?published|(?:last |date )?(?:updated|reviewed|modified|published)|posted|effective(?: (?:date|from))?|issued|version)\b.{{0,20}}"
    rf"(?:{MONTH}\W{{1,3}}\d|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2}}|\b(?:19|20)\d\d\W*$)",
    re.IGNORECASE,
)
_DATE_TAIL = re.compile(rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{MONTH}\W{{1,3}}\d{{4}}\W*$", re.IGNORECASE)
_SIGN_WORD = re.compile(
    r"^(?:signed|signature|sign|signatory|date|dated|name|print(?:ed)? name|position|title|role|job title|for and on behalf|on behalf of|authorised by|approved by|yours sincerely|yours faithfully)\b",
    re.IGNORECASE,
)
_ON_BEHALF = re.compile(r"for and on behalf of\b|on behalf of\b", re.IGNORECASE)
_RULE_LINE = re.compile(r"^[\s._…\-—–/]{5,}$")
_BLANK = re.compile(r"[_.…]{3,}")
"""The rule that a sign-off has after a label, for what is written or typed there."""
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|be|will|shall|must|should|can|may|who|we|our|report|reports)\b", re.IGNORECASE
)
_SIGNING = re.compile(
    r"\bsign(?:ed|ature|atory|atories|ing)?\b|\bon behalf\b|\bapprov|\bendorsed\b|\byours\b", re.IGNORECASE
)
_LISTED = 3
"""Names with roles from which a heading over them makes a list of people of what could be signatures."""
_BETWEEN, _BETWEEN_UNSET = 30, 4
"""Lines from one name of such a list to the next, with what is told of each; and where no type tells names from the rest."""
_SHORT = 90
"""Characters up to which a line can be a heading or a line of a signature block."""


def passages(lines: Sequence[Line]) -> tuple[Passage, ...]:
    """Number the passages that the lines form, in the order given (Passage.number counts from 1)."""
    kept = [x for x in lines if x.text.strip()]
    kinds = _kinds(kept)
    groups = _groups(kept, kinds)
    # the part of a word before a hyphen at a line's end says nothing of how the word is written
    return _numbered(groups, " ".join(_BROKEN.sub("", x.text) for x in kept).lower())


# ----------------------------------------------------------------------------------------- what a line is


def _kinds(lines: Sequence[Line]) -> list[Kind | None]:
    """Furniture, contents, headings, list items and signature lines; None for running text."""
    texts = [x.text.strip() for x in lines]
    kinds: list[Kind | None] = [x.kind for x in lines]
    repeated = _repeated(lines)
    for i, t in enumerate(texts):
        # where the layout is known, what stands round the text is marked already
        if kinds[i] is None and lines[i].full is None and (_PAGE_NUMBER.match(t) or i in repeated):
            kinds[i] = Kind.FURNITURE
        elif kinds[i] is None and _LEADER.search(t):
            kinds[i] = Kind.CONTENTS
    _contents(texts, kinds)
    width = _width(texts)
    body_size = _body_size(lines)
    for i, t in enumerate(texts):
        if kinds[i] is None and BULLET.match(t) and not (_DASH.match(t) and _runs_on(lines, texts, kinds, i)):
            kinds[i] = Kind.LIST_ITEM
    people = _listed_people(lines, texts, kinds)
    named = {j for _, found in people for j in found}
    for i in named:
        kinds[i] = Kind.LIST_ITEM
    for i in _signature_lines(lines, texts, kinds, width, {j for whole, _ in people for j in whole}):
        kinds[i] = Kind.SIGNATURE
    for i in _title_lines(lines, texts, kinds):
        kinds[i] = Kind.HEADING
    look = headings.by_look(lines, kinds, body_size)
    if look is not None:
        return [Kind.HEADING if i in look - named else k for i, k in enumerate(kinds)]
    for i in range(len(lines)):
        if kinds[i] is None and _is_heading(lines, texts, kinds, i, width, body_size):
            kinds[i] = Kind.HEADING
    return kinds


def _runs_on(lines: Sequence[Line], texts: list[str], kinds: list[Kind | None], i: int) -> bool:
    """Whether a line that begins with a dash goes on with the sentence of the line before."""
    if i == 0 or lines[i].starts_block or (lines[i - 1].full is False and not _in_sentence(lines, texts, i)):
        return False
    return kinds[i - 1] is None and texts[i - 1][-1] not in ".:;,?!"


def _in_sentence(lines: Sequence[Line], texts: list[str], i: int) -> bool:
    """Whether a dash that begins a line, the line before broken early, stands in a sentence: nothing is set in, no other dash is near."""
    after = lines[i + 1] if i + 1 < len(lines) and not lines[i + 1].starts_block else None
    near = [x.box.x0 for x in (lines[i - 1], lines[i], after) if x is not None and x.box is not None]
    flush = len(near) > 1 and max(near) - min(near) < 0.3 * lines[i].size
    alone = not _DASH.match(texts[i - 1]) and not (after and BULLET.match(after.text))
    return flush and alone and _DASH.sub("", texts[i])[:1].islower() and len(texts[i - 1].split()) > _FEW_WORDS


def _repeated(lines: Sequence[Line]) -> set[int]:
    """Lines that come again and again (running headers and footers), the first showing of a title kept."""
    keys = [re.sub(r"\d+", "#", x.text.strip().lower()) for x in lines]
    count = Counter(k for k in keys if 3 < len(k) <= 160)
    pages = {x.page for x in lines if x.page}
    least = 3 if len(pages) < 2 else max(3, round(len(pages) * 0.4))
    out: set[int] = set()
    seen: set[str] = set()
    for i, k in enumerate(keys):
        if (
            count[k] >= least
            and not BULLET.match(lines[i].text)
            and (not _SIGN_WORD.match(lines[i].text) or _has_page(lines[i].text))
            and not _RULE_LINE.match(k)
        ):
            if k in seen or "page #" in k or i > 8:
                out.add(i)
            seen.add(k)
    return out


def _has_page(text: str) -> bool:
    """Whether a line is a date and the number of its page: "Dated: 14 September 2024 1"."""
    m = headings.DATE_LINE.match(text.strip())
    return bool(m and m["page"])


def _title_lines(lines: Sequence[Line], texts: list[str], kinds: list[Kind | None]) -> list[int]:
    """The short lines at the very top that name the document ("... Statement 2021"), up to the first that runs on."""
    top = []
    for i, t in enumerate(texts[:8]):
        if kinds[i] is Kind.FURNITURE:
            continue
        if kinds[i] is not None or len(t) > 130 or (_ENDS.search(t) and len(t.split()) > 9) or _OPEN_END.search(t):
            break
        if (
            lines[i].full
            and i + 1 < len(lines)
            and not lines[i + 1].starts_block
            and abs(lines[i + 1].size - lines[i].size) < 0.3
        ):
            break  # a paragraph's first line, or a title over several lines, which is known by its look
        after = texts[i + 1] if i + 1 < len(lines) and not lines[i + 1].starts_block else ""
        if len(t) > 60 and after[:1].islower():
            break  # running text whose first line names the statement
        top.append(i)
    named = [i for i in top if re.search(r"statement|slavery|trafficking|transparency", texts[i], re.IGNORECASE)]
    return [i for i in top if i <= named[-1]] if named else []


def _contents(texts: list[str], kinds: list[Kind | None]) -> None:
    """Mark the entries under a line "Contents": short, and ending in a page number or coming again as a heading."""
    heads = [i for i, t in enumerate(texts) if _CONTENTS.match(t)]
    if not heads:
        return
    places: dict[str, list[int]] = {}
    for i, t in enumerate(texts):
        places.setdefault(_squeezed(t), []).append(i)

    def later(text: str, i: int) -> int:
        found = places.get(_squeezed(text), [])
        return len(found) - bisect_right(found, i)

    for i in heads:
        kinds[i] = Kind.CONTENTS
        for j in range(i + 1, min(len(texts), i + 60)):
            x = texts[j]
            stem = re.sub(r"[\W\d]+$", "", x)
            again = later(BULLET.sub("", x), i) > 1 or (bool(stem) and later(stem, i) > 0)
            if len(x) < _SHORT and not _ENDS.search(x) and (re.search(r"\d{1,3}$", x) or again):
                kinds[j] = Kind.CONTENTS
            elif kinds[j] is not Kind.FURNITURE:
                break


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _width(texts: list[str]) -> float:
    """The length in characters at which running text is wrapped; 0 when each paragraph is one line."""
    lengths = sorted(len(t) for t in texts if len(t) > 25)
    if len(lengths) < 6 or median(lengths) > 170:
        return 0.0
    return float(lengths[int(len(lengths) * 0.85)])


def _body_size(lines: Sequence[Line]) -> float:
    weight: Counter[float] = Counter()
    for x in lines:
        if x.size:
            weight[round(x.size, 1)] += len(x.text)
    return weight.most_common(1)[0][0] if weight else 0.0


def _is_heading(
    lines: Sequence[Line], texts: list[str], kinds: list[Kind | None], i: int, width: float, body: float
) -> bool:
    t, line = texts[i], lines[i]
    words = t.split()
    if len(t) > 110 or len(words) > 14 or sum(c.isalpha() for c in t) < 0.5 * len(t) or t[0].islower():
        return False
    if (
        t[-1] in ",;"
        or (t[0] == "[" and t[-1] == "]")
        or (_OPEN_END.search(t.rstrip(".")) and not _apart(lines, texts, i))
        or "@" in t
        or "www." in t
        or headings.DATE_LINE.match(t)
        or _DATED.match(t)
    ):
        return False
    if _ENDS.search(t) and t[-1] not in "?!" and not t.isupper() and len(words) > 3:
        return False
    before = next((j for j in range(i - 1, -1, -1) if kinds[j] is not Kind.FURNITURE), None)
    after = next((j for j in range(i + 1, len(lines)) if kinds[j] is not Kind.FURNITURE), None)
    if after is None:
        return False
    larger = bool(body and line.size >= body * 1.12)
    lifted = larger or (line.bold and not (lines[after].bold and not lines[after].starts_block))
    open_before = before is not None and not line.starts_block and kinds[before] in (None, Kind.LIST_ITEM)
    if open_before and before is not None:
        b = texts[before]
        flows = not _ENDS.search(b) and b[-1] != ":" and (not width or len(b) > 0.7 * width or _OPEN_END.search(b))
        if flows and not (lifted and not lines[before].bold and not (body and lines[before].size >= body * 1.12)):
            return False
    if lifted and (line.starts_block or lines[after].starts_block or larger):
        return True
    if t.isupper() and len(words) <= 12 and len(t) > 3:
        return True
    if _NUMBERED.match(t) and len(t) <= 80 and not _ENDS.search(t):
        return True
    if texts[after][0].islower() and not lines[after].starts_block:
        return False
    if t[-1] == ":":
        return len(words) <= 6 and (line.starts_block or not open_before)
    # an unlifted line: short beside the wrap, and what follows is running text or a list
    if not width:
        longer = len(texts[after]) > 1.5 * len(t) or BULLET.match(texts[after])
        return len(t) <= _SHORT and bool(longer)
    if line.starts_block and lines[after].starts_block:
        return len(t) <= 0.8 * width or len(t) <= 60
    return len(t) <= 0.62 * width and (
        len(texts[after]) > 0.75 * width or bool(BULLET.match(texts[after])) or _short_para(texts, after)
    )


def _apart(lines: Sequence[Line], texts: list[str], i: int) -> bool:
    """Whether a few words stand alone, with a gap before and after: "Where we are" is a heading although it ends open."""
    after = i + 1
    return (
        len(texts[i].split()) <= 6
        and lines[i].starts_block
        and after < len(lines)
        and lines[after].starts_block
        and texts[after][0].isupper()
    )


def _short_para(texts: list[str], after: int) -> bool:
    """Whether the line after is itself a sentence that begins a paragraph."""
    t = texts[after]
    return len(t.split()) >= 6 and t[0].isupper() and bool(_ENDS.search(t))


def _signature_lines(
    lines: Sequence[Line], texts: list[str], kinds: list[Kind | None], width: float, listed: set[int]
) -> set[int]:
    """Runs of short lines with a name, a role, a date or "Signed", but for those of ``listed``: who signed, as, when."""
    out: set[int] = set()
    run: list[int] = []

    def close() -> None:
        if run and _is_signature(texts, run, len(lines)):
            out.update(run)
        run.clear()

    limit = min(_SHORT, max(45, 0.85 * width)) if width else _SHORT
    for i, t in enumerate(texts):
        if kinds[i] is Kind.SIGNATURE:
            out.add(i)
        elif kinds[i] is Kind.FURNITURE:
            continue
        elif (
            kinds[i] is not None
            or not _could_sign(t, limit)
            or (run and _outgrows(lines[i], lines[run[-1]]))
            or _wraps(lines, texts, i)
            or i in listed
        ):
            close()
        elif not run or len(run) < 40:
            flows = (
                bool(run) is False
                and i > 0
                and kinds[i - 1] is None
                and not lines[i].starts_block
                and bool(
                    _OPEN_END.search(texts[i - 1])
                    or (lines[i - 1].full and (not _ENDS.search(texts[i - 1]) or _ENDS.search(t)))
                    or (width and len(texts[i - 1]) > 0.8 * width and not _ENDS.search(texts[i - 1]))
                )
            )
            if not flows:
                run.append(i)
    close()
    return out


def _listed_people(lines: Sequence[Line], texts: list[str], kinds: list[Kind | None]) -> list[tuple[range, list[int]]]:
    """Lists of who sits on a board or leads a team, one set like the other under a heading that says so: nobody signs there.

    Each with the lines from the first name to the last, and those of them that give names and roles.
    """
    out = []
    for i, t in enumerate(texts):
        above = [texts[j] for j in range(max(0, i - 3), i) if lines[j].page == lines[i].page]
        if not roles.PEOPLE.match(t) or lines[i].full or any(_SIGNING.search(x) for x in above):
            continue
        names: list[int] = []
        end = i + 1
        while end < len(lines) and end - (names or [i])[-1] <= (_BETWEEN if lines[i].size else _BETWEEN_UNSET):
            if _ends_list(lines, texts, i, end):
                break
            if _signs(texts[end]) in {"name", "name-role"} and (not names or _set_alike(lines[names[0]], lines[end])):
                names.append(end)
            end += 1
        told = [j for j in names if any(_signs(x) in {"name-role", "role"} for x in texts[j : min(j + 3, end)])]
        signed = end < len(lines) and (_SIGNING.search(texts[end]) or headings.DATE_LINE.match(texts[end]))
        if len(names) < _LISTED or len(told) < _LISTED - 1 or (signed and end - names[-1] <= _LISTED):
            continue
        whole = range(names[0], min(names[-1] + 4, end))
        out.append((whole, [j for name in names for j in _person(texts, name, end) if kinds[j] is None]))
    return out


def _person(texts: list[str], name: int, end: int) -> range:
    """The lines that give a name and, in one of the two lines after it, the role."""
    if _signs(texts[name]) == "name-role":
        return range(name, name + 1)
    role = next((j for j in range(name + 1, min(name + 3, end)) if _signs(texts[j]) == "role"), name)
    return range(name, role + 1)


def _ends_list(lines: Sequence[Line], texts: list[str], head: int, j: int) -> bool:
    """Whether a list of people under the heading ``head`` ends before line ``j``: with the next heading, or with a sign-off."""
    if _SIGNING.search(texts[j]) or (headings.DATE_LINE.match(texts[j]) and not _OPEN_END.search(texts[j - 1])):
        return True
    return lines[j].kind is Kind.HEADING or (lines[head].size > 0 and _set_alike(lines[head], lines[j]))


def _set_alike(a: Line, b: Line) -> bool:
    return a.bold == b.bold and abs(a.size - b.size) < 0.3


def _wraps(lines: Sequence[Line], texts: list[str], i: int) -> bool:
    """Whether the layout shows that the line's sentence goes on in the next line."""
    if not lines[i].full or i + 1 >= len(lines) or lines[i + 1].starts_block or _ENDS.search(texts[i]):
        return False
    return texts[i + 1][0].islower() or bool(_OPEN_END.search(texts[i]))


def _outgrows(line: Line, above: Line) -> bool:
    """Whether a line is set so much larger than the sign-off above it that it opens the next part."""
    return line.bold and not above.bold and line.size > 1.3 * above.size > 0


def _could_sign(t: str, limit: float) -> bool:
    if _RULE_LINE.match(t) or headings.DATE_LINE.match(t):
        return True
    if len(t) > limit or (t[0].islower() and not headings.DATE_LINE.match(t) and not _ON_BEHALF.match(t)):
        return False
    words = t.split()
    if len(words) <= 12 and roles.find(t) and not _VERB.search(t):
        return True
    return not (
        len(words) > 5 and _ENDS.search(t) and not re.search(r"(?:ltd|limited|plc|inc|co|llp)\.$", t, re.IGNORECASE)
    )


def _is_signature(texts: list[str], run: list[int], total: int) -> bool:
    """Trim the run to the part that signs; whether anything is left. ``run`` is changed in place."""
    marks = [_signs(texts[i]) for i in run]
    if not any(m in {"role", "name-role"} for m in marks) and not (
        "signed" in marks and ("name" in marks or "date" in marks)
    ):
        date_and_name = "date" in marks and "name" in marks
        if not (date_and_name and run[-1] > total - 16):
            run.clear()
            return False
    strong = [k for k, m in enumerate(marks) if m]
    first, last = strong[0], strong[-1]
    # a contents page or a list of roles is no signature: somebody's name must stand beside the role
    if not any(m in {"name", "name-role", "signed", "date"} for m in marks):
        run.clear()
        return False
    del run[last + 1 :]
    del run[:first]
    return True


def _signs(t: str) -> str:
    """What a line of a signature block says: "signed", "date", "name-role", "role", "name" or ""."""
    if headings.DATE_LINE.match(_BLANK.sub(" ", t).strip()):
        return "date"
    if _SIGN_WORD.match(t):
        return "signed"
    if len(t.split()) <= 8 and _DATE_TAIL.search(t) and not roles.find(t):
        return "date"
    if _RULE_LINE.match(t):
        return "signed"
    found = roles.find(t)
    if found:
        rest = (t[: found[2]] + " " + t[found[3] :]).strip(" ,-–—|")
        head = t[: found[2]].strip(" ,-–—|")
        if len(t.split()) > 14:
            return ""
        return "name-role" if head and NAME.match(head) else ("role" if len(rest.split()) <= 9 else "")
    m = NAME.fullmatch(t.strip(" .,"))
    return "name" if (m and len(t) < 40 and not t.isupper()) or (m and t.isupper() and len(t.split()) <= 3) else ""


# --------------------------------------------------------------------------------------------- passages


def _groups(lines: Sequence[Line], kinds: list[Kind | None]) -> list[tuple[Kind, list[Line]]]:
    """Lines that belong together, with what they are."""
    width = _width([x.text.strip() for x in lines])
    groups: list[tuple[Kind, list[Line]]] = []
    aside: list[tuple[Kind, list[Line]]] = []
    for line, kind in zip(lines, kinds, strict=True):
        if kind in (Kind.FURNITURE, Kind.CONTENTS):
            # set aside, so that a paragraph that runs over the page is joined
            (aside if kind is Kind.FURNITURE else groups).append((kind, [line]))
            continue
        if kind is Kind.FOOTNOTE:
            if aside and aside[-1][0] is Kind.FOOTNOTE and not line.starts_block:
                aside[-1][1].append(line)
            else:
                aside.append((kind, [line]))
            continue
        last = groups[-1] if groups else None
        if last and _joins(last, line, kind, width):
            last[1].append(line)
            continue
        if aside:
            groups += aside
            aside = []
        groups.append((kind or Kind.PARAGRAPH, [line]))
    return groups + aside


def _joins(last: tuple[Kind, list[Line]], line: Line, kind: Kind | None, width: float) -> bool:
    was, held = last
    before = held[-1].text.strip()
    text = line.text.strip()
    if kind is Kind.SIGNATURE:
        return was is Kind.SIGNATURE
    if kind is Kind.HEADING:
        # a heading over two lines: set alike, directly below one another
        if held[-1].full is not None:
            alike = bool(line.size) and abs(line.size - held[-1].size) < 0.3 and line.bold == held[-1].bold
            goes_on = held[-1].full or text[0].islower() or bool(_OPEN_END.search(before))
            return was is Kind.HEADING and not line.starts_block and goes_on and alike and len(held) < 8
        return (
            was is Kind.HEADING
            and not line.starts_block
            and len(held) == 1
            and text[0] not in "0123456789"
            and bool(line.size)
            and abs(line.size - held[-1].size) < 0.3
            and line.bold == held[-1].bold
            and before[-1] not in ":?!."
        )
    if (
        kind is None
        and was is Kind.HEADING
        and text[0].islower()
        and len(text) < 40
        and not line.starts_block
        and not _ENDS.search(text)
    ):
        return True
    if kind is not None or was not in {Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.FOOTNOTE}:
        return False
    if held[-1].size and line.size and abs(held[-1].size - line.size) > 2.5:
        return False
    ended = bool(_ENDS.search(before)) or before.endswith(":")
    page_turn = held[-1].page != line.page or _turns_column(held[-1], line)
    if text[0].islower() and not ended:
        return True
    if held[-1].full and not ended and (page_turn or not line.starts_block) and abs(held[-1].size - line.size) < 0.3:
        return True
    if line.starts_block or page_turn:
        turned = page_turn and held[-1].full is not None and before[-1] not in ",;"
        return not ended and bool(_OPEN_END.search(before)) and (was is Kind.PARAGRAPH or turned)
    if held[-1].full is not None:
        goes_on = bool(_OPEN_END.search(before) or _DASH.match(text)) or _is_ragged(held, line)
        return held[-1].full or (not ended and goes_on)
    if not width:
        return not ended and (bool(_OPEN_END.search(before)) or text[0].islower())
    if was is Kind.LIST_ITEM and ended and len(before) < 0.8 * width:
        return False
    return not (ended and len(before) < 0.72 * width) and not (len(before) < 0.45 * width and text[0].isupper())


def _is_ragged(held: list[Line], line: Line) -> bool:
    """Whether a paragraph's line was broken early and the sentence goes on in the next, which starts and is set alike."""
    a, b = held[-1].box, line.box
    if len(held) < _ROWS or a is None or b is None or held[-1].bold != line.bold:
        return False
    least = _RAGGED * max(x.box.x1 - x.box.x0 for x in (*held, line) if x.box is not None)
    # lines of a list without marks are short, and no sentence ends in them
    goes_on = b.x1 - b.x0 > least or _SENTENCE_MARK.search(line.text)
    return abs(a.x0 - b.x0) < 0.3 * line.size and a.x1 - a.x0 > least and bool(goes_on)


_SENTENCE_MARK = re.compile(r"[.;:](?:\s|$)")
_ROWS, _RAGGED = 2, 0.72
"""Lines from which a paragraph shows how wide it is set, and the share of that width which its ragged lines have."""
_FEW_WORDS = 4
"""Words of a line that may be all of a lead-in to a list."""
_ITEM_WORDS = 40
_CLAUSE = re.compile(
    r"(?:[\w'’-]+[ ,]+){0,7}?(?:we|i|is|are|was|were|has|have|had|will|shall|must|should|can|may|does|do)\b",
    re.IGNORECASE,
)
"""A full clause in its first eight words: a sentence of its own, not an item of a list."""


def _turns_column(before: Line, line: Line) -> bool:
    """Whether the text goes on at the head of another column."""
    return (
        before.box is not None and line.box is not None and before.full is not None and line.box.bottom < before.box.top
    )


def _numbered(groups: list[tuple[Kind, list[Line]]], said: str) -> tuple[Passage, ...]:
    out: list[Passage] = []
    heading = lead = ""
    for n, (kind, lines) in enumerate(groups):
        text = _text(kind, lines, said)
        if not text:
            continue
        if kind is Kind.HEADING:
            heading, lead = text.rstrip(":"), (text if text.endswith(":") else "")
        unmarked = (
            kind is Kind.PARAGRAPH
            and not (_after_marked_item(out, lead) and not _goes_on(groups, n))
            and _is_unmarked_item(text, lead, first=out[-1].text.endswith(lead) if out else False)
        )
        own_lead = lead if kind in (Kind.LIST_ITEM, Kind.TABLE_ROW) or unmarked else ""
        out.append(
            Passage(
                text=text,
                number=len(out) + 1,
                page=lines[0].page,
                kind=kind,
                heading="" if kind in (Kind.HEADING, Kind.FURNITURE, Kind.CONTENTS) else heading,
                lead_in=own_lead,
                boxes=tuple(x.box for x in lines if x.box is not None),
                ocr=any(x.ocr for x in lines),
            )
        )
        if kind is Kind.PARAGRAPH and not unmarked:
            lead = lead_in(text)
    return tuple(out)


def _after_marked_item(out: Sequence[Passage], lead: str) -> bool:
    """Whether the list that ``lead`` introduces has marks, one of its items just before: what has none ends it."""
    last = next((p for p in reversed(out) if p.kind not in (Kind.FURNITURE, Kind.FOOTNOTE)), None)
    return last is not None and last.kind is Kind.LIST_ITEM and last.lead_in == lead


def _goes_on(groups: list[tuple[Kind, list[Line]]], n: int) -> bool:
    """Whether a marked item follows the group ``n``: of the items of a list one may have lost its mark."""
    after = next((kind for kind, _ in groups[n + 1 :] if kind not in (Kind.FURNITURE, Kind.FOOTNOTE)), None)
    return after is Kind.LIST_ITEM


def _is_unmarked_item(text: str, lead: str, *, first: bool) -> bool:
    """Whether a paragraph is an item of the list that ``lead`` introduces although its bullet is lost."""
    if not lead.endswith(":") or text.endswith(":"):
        return False
    if first and (text[0].islower() or text[0].isdigit()):
        return True
    return len(text.split()) <= _ITEM_WORDS and len(sentences(text)) == 1 and not _CLAUSE.match(text)


def lead_in(text: str) -> str:
    """The sentence at the end of a paragraph that introduces a list, or "" when it introduces none."""
    spans = sentences(text)
    if not spans:
        return ""
    last = text[spans[-1][0] : spans[-1][1]]
    introduces = (
        last.endswith((":", ":-", ": -"))
        or not _ENDS.search(last)
        or re.search(r"\b(?:following|below)\b[^.]{0,40}\.$", last)
    )
    return last if introduces else ""


def _text(kind: Kind, lines: Sequence[Line], said: str) -> str:
    """The lines joined; ``said`` is what the document says elsewhere, in lower case, to tell hyphens by."""
    parts = [" ".join(x.text.split()) for x in lines]
    if kind is Kind.SIGNATURE:
        return "\n".join(p for p in parts if p)
    if kind is Kind.LIST_ITEM or (kind is Kind.HEADING and not parts[0][0].isalnum() and parts[0][0] not in "([“\"'‘"):
        parts[0] = BULLET.sub("", parts[0])
    out = ""
    for p in parts:
        if _in_address(out, p, said):
            out += p
        elif out.endswith("-") and len(out) > 1 and out[-2].isalpha() and p[:1].islower():
            out = (out if _keeps_hyphen(out, p, said) else out[:-1]) + p
        else:
            out = f"{out} {p}" if out else p
    return out.strip()


def _in_address(before: str, after: str, said: str) -> bool:
    """Whether a line's end cuts a web or e-mail address behind a hyphen of its own."""
    if not before.endswith("-") or not (after[:1].islower() or after[:1].isdigit()):
        return False
    first, second = before.rsplit(maxsplit=1)[-1], after.split(maxsplit=1)[0]
    return bool(_ADDRESS.search(first + second)) and (first[:-1] + second).lower() not in said


def _keeps_hyphen(before: str, after: str, said: str) -> bool:
    """Whether the hyphen at a line's end belongs to the word ("long-" + "term"), rather than breaks it."""
    head, tail = _LAST_PART.search(before), _FIRST_PART.match(after)
    if not head or not tail:
        return False
    first, second = head[1].lower(), tail[0].lower().rstrip("s")
    if f"{first}-{second}" in said:
        return True
    if f"{first}{second}" in said:
        return False
    # two words that the document also has apart make a compound
    apart = min(len(first), len(second)) > 3 and f" {first} " in said and f" {second} " in said
    return apart or (first in _KEEPS_HYPHEN and not (first == "re" and _AFTER_RE.match(second)))


_ADDRESS = re.compile(r"://|\bwww\.|\w@\w|\.(?:com|org|net|uk|eu)(?:[/,;:)]|\.?$)", re.IGNORECASE)
_BROKEN = re.compile(r"\S+[-\xad]\s*$")
_LAST_PART = re.compile(r"([A-Za-z]+)-$")
_FIRST_PART = re.compile(r"[A-Za-z]+")
_AFTER_RE = re.compile(
    r"(?:ceiv|ceipt|cogni|commend|concil|cord|cruit|duc|dress|fer(?:$|r|en)|flect|frain|fus|gard|gion|gist|gul|inforc|ject|lat|leas|lev|lian|liab|lie|luctan|ly|main"
    r"|medi|mind|mot|mov|mun|peat|plac|ply|port|present|quest|quir|scu|search|serv|sid|solv|sourc|spect|spon|strict|sult|tail|tain|tali|triev|turn|veal|venu|vers|view|vis|vok|ward)"
)
"""What follows "re" in words that are never written with a hyphen: "require", "remove"; not "re-use" or "re-assess"."""
_KEEPS_HYPHEN = frozenset(
    "anti non self long short high low well third first second cross multi pre post sub co re e on off year day face world "
    "twenty thirty forty fifty sixty seventy eighty ninety north south east west whistle follow sign risk fair full part zero all non one two three un inter counter ill longer human decision".split()
)
