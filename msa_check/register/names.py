"""Names, numbers and addresses of organisations in the one spelling in which they can be compared.

Nothing here says whether two names mean one organisation.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

_FORMS = (
    "public limited company",
    "limited liability partnership",
    "private limited company",
    "unlimited company",
    "incorporated",
    "corporation",
    "company",
    "limited",
    "sdn bhd",
    "berhad",
    "gmbh",
    "corp",
    "p l c",
    "l l p",
    "b v",
    "n v",
    "s a",
    "plc",
    "llp",
    "ltd",
    "inc",
    "llc",
    "bhd",
    "co",
    "bv",
    "nv",
    "sa",
    "ag",
    "lp",
)
"""Legal forms at the end of a name, the longest first; they are set aside when names are compared."""
_FORM = re.compile(r"(?:^| )(?:" + "|".join(_FORMS) + ")$")
_TRADING = re.compile(r"\b(?:t/a|trading as|formerly known as|formerly)\b", re.IGNORECASE)
_PREFIXES = (
    "SC NI OC SO NC FC SF NF GE GN GS IP SP NP NO RC SR NR LP SL NL RS CE CS PC SE BR AC SA NA ES IC SI NZ R"
).split()


def key(name: str) -> str:
    """A name as words in small letters: no accents, points, brackets, "the", "and" or legal form.

    Empty only when the name holds no letter or digit.
    """
    spelled = words(name)
    short = re.sub(r"\band\b ?", "", re.sub(r"^the ", "", spelled)).strip()
    while (cut := _FORM.sub("", short)) != short and cut:
        short = cut
    return short or spelled


def words(text: str) -> str:
    """The text as words in small letters, its legal form kept: "A. H. Worth & Co" is "ah worth and co"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"[’'`´]", "", plain.replace("&", " and "))
    plain = " ".join(re.sub(r"[^\w]+|_", " ", plain).split())
    plain = re.sub(r"(?<=\w{3}) s\b(?! \w\b)", "s", plain)  # file names have a blank for the apostrophe
    # initials are written with points, with spaces or with neither
    return re.sub(
        r"\b(?:\w )+\w\b", lambda m: m[0].replace(" ", "") if not m[0].replace(" ", "").isdigit() else m[0], plain
    )


def spellings(name: str) -> tuple[str, ...]:
    """The keys a name may be found under: the whole, and each part of "A Ltd t/a B" and of "A Ltd and B Ltd"."""
    parts = [name, *(_TRADING.split(name) if _TRADING.search(name) else ())]
    joint = re.split(r"\s+(?:and|&)\s+", name)
    if len(joint) == 2 and all(_FORM.search(words(part)) for part in joint):
        parts += joint
    return tuple(dict.fromkeys(k for p in parts if (k := key(p))))


def number(text: str) -> str:
    """A company number as the companies register writes it: eight signs, leading zeros put back; empty when it is none."""
    plain = re.sub(r"[\s.\-]+", "", text.upper())
    if fits := re.fullmatch(r"(\d{1,8})", plain):
        return fits[1].zfill(8) if int(fits[1]) >= 100 else ""
    if fits := re.fullmatch(r"([A-Z]{1,2})(\d{1,7})(R?)", plain):
        prefix, digits, end = fits[1], fits[2], fits[3]
        room = 8 - len(prefix) - len(end)
        return prefix + digits.zfill(room) + end if prefix in _PREFIXES and len(digits) <= room else ""
    return ""


def address(url: str) -> str:
    """A web address without scheme, "www.", port, fragment, last slash and the case of its host; empty when it is none."""
    text = url.strip()
    if not text or any(c.isspace() for c in text):
        text = text.replace(" ", "%20")
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if "." not in host:
        return ""
    path = unquote(parts.path).rstrip("/")
    return host + path + (f"?{parts.query}" if parts.query else "")


def file_stem(url: str) -> str:
    """The last part of an address as words, when it is long enough to name one document; else empty."""
    last = words(re.sub(r"\.\w{2,5}$", "", unquote(urlsplit(url.strip()).path).rstrip("/").rpartition("/")[2]))
    return last if len(last) >= 12 and " " in last else ""
