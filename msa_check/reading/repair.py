"""Mending of text that PDF tools spoil in known ways: unmapped glyph numbers, split ligatures, soft hyphens.

Nothing here guesses: a mend is kept only when it turns the text into words.
"""

from __future__ import annotations

import re

from msa_check.reading.quality import common_share

_CID = re.compile(r"\(cid:(\d{1,5})\)")
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "ft",
        "ﬆ": "st",
        "\xad": "",
        "\u200b": "",
        "\ufeff": "",
        "\u2028": "\n",
    }
)
_OFFSETS = (0, 29, 31)
"""Glyph numbers against characters: ASCII itself, and the two orders in which fonts commonly number their glyphs."""
# Ligatures that became a space inside words that statements use: "traf cking", "of ce".
_SPLIT = {w.split("*")[0] + " " + w.split("*")[1]: w.replace("*", m) for m, group in {
    "ffi": "tra*cking tra*cked tra*ckers tra*cker o*ce o*ces o*cer o*cers e*cient e*ciently e*ciency su*cient su*ciently di*cult a*liate a*liates",
    "fi": "traf*cking traf*cked traf*ckers of*ce of*ces of*cer of*cers ef*cient ef*ciently ef*ciency suf*cient suf*ciently dif*cult identi*ed speci*c speci*cally de*ned de*ne signi*cant signi*cantly certi*cation certi*ed con*rm con*rmed con*dential con*dentiality con*dence veri*ed quali*ed bene*t bene*ts noti*ed classi*ed ful*l ful*lled pro*le recti*ed justi*ed modi*ed uni*ed",
    "f": "dif*icult dif*iculty dif*iculties of*icer of*icers of*icial of*icials traf*ic traf*icking traf*icked traf*icker traf*ickers ef*icient ef*iciently ef*iciency suf*icient suf*iciently insuf*icient af*iliate af*iliated af*iliates ef*ect ef*ective ef*ectively ef*ectiveness ef*ects ef*ort ef*orts af*ect af*ected af*ecting af*ects dif*er dif*ers dif*erent dif*erently dif*erence dif*erences ef*icacy of*ering of*erings af*air af*airs of*ence of*ences of*ender of*enders of*er of*ered of*ers suf*er suf*ered suf*ering staf*ing af*ord",
    "ff": "e*ective e*ectively e*ectiveness e*ort e*orts a*ected a*ect di*erent su*er",
    "fl": "in*uence re*ect re*ected re*ects con*ict con*icts",
}.items() for w in group.split()}  # fmt: skip
_SPLIT_RE = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _SPLIT), key=len, reverse=True)) + r")\b", re.IGNORECASE)
_HALVES = frozenset(w.split(" ")[1] for w in _SPLIT)
_MARKS = str.maketrans(dict.fromkeys(".,;:!?()[]/\\'’‘\"“”–—-|•", " "))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def mend(text: str) -> str:
    """The text with ligatures spelled out, lost ones put back in known words, and glyph numbers decoded where that gives words."""
    if "(cid:" in text:
        text = _decoded(text)
    text = text.translate(_LIGATURES)
    if _CONTROL.search(text):
        text = _CONTROL.sub(" ", text)
    if _HALVES.isdisjoint(text.lower().translate(_MARKS).split()):
        return text  # the search for split words is slow: most texts have no half of one
    return _SPLIT_RE.sub(lambda m: _cased(_SPLIT[m[1].lower()], m[1]), text)


def _decoded(text: str) -> str:
    if text.count("(cid:") < 20:
        return text
    best, best_share = text, 0.25
    for offset in _OFFSETS:
        tried = _CID.sub(lambda m: chr(int(m[1]) + offset) if 32 <= int(m[1]) + offset < 0x2100 else " ", text)  # noqa: B023 - used at once
        share = common_share(re.findall(r"[^\W\d_]+", tried.lower()))
        if share > best_share:
            best, best_share = tried, share
    return best


def _cased(word: str, like: str) -> str:
    return word.upper() if like.isupper() else word[0].upper() + word[1:] if like[0].isupper() else word
