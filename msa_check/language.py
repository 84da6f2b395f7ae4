"""Sentences and phrases: what words stand where in a statement.

Nothing here knows a rule, a verdict or a file format. Phrases are compiled to RE2, so no pattern can hang.
The notation of phrases is described in rules/README.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import re2

if TYPE_CHECKING:
    from collections.abc import Iterable

Span = tuple[int, int]

_ABBREVIATIONS = frozenset(
    "ltd inc co corp plc no nos mr mrs ms dr prof sir rev hon st vs etc e.g i.e eg ie cf al art s ss sec para paras p pp "
    "approx dept fig vol ed est dist jan feb mar apr jun jul aug sep sept oct nov dec u.k u.s u.s.a s.a b.v n.v".split()
)
# Abbreviations that often end a sentence too: a capital after them starts a new one only before these words.
_STARTERS = frozenset(
    "the this these those we our it its in as all any each for where when while there they to if an a at by on no "
    "following during since although however".split()
)
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_INITIALS = re.compile(r"(?!P\.L\.C|L\.L)(?:[A-Z]\.)+[A-Z]")
_END = re.compile(r"[.!?]+[\"')\]]*(?=\s)|\s[•▪●◦‣∙·*]\s(?=\w)|(?<=[a-z]);\s(?=[A-Z])")
_WORD = re.compile(r"[\w'’.&-]*$")
_LONG = 900
"""Characters after which text without a full stop is cut at the next semicolon or dash: lists glued into one line."""
_SOFT_END = re.compile(r"[;:]\s|\s[-–—]\s")


_PLAIN = dict(
    zip(
        "‘’‚‛′`´“”„″–—‑‒−\u00a0\u2009\u202f\u2003\u2002\t\r…"
        "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŵŷŴŶ",
        "'''''''\"\"\"\"-----" + " " * 7 + ".aaaaaaceeeeiiiinoooooouuuuyyAAAAAACEEEEIIIINOOOOOOUUUUYwyWY",
        strict=True,
    )
)
_ODD = re.compile(r"[^\x00-\x08\x0a-\x0c\x0e-_a-\x7f]")
"""What ``plain`` changes: all but ASCII, and of that the tab, the carriage return and the backtick."""


def plain(text: str) -> str:
    """The text with plain quotes, dashes, spaces and unaccented letters; the same length, only ASCII."""
    return _ODD.sub(lambda m: _PLAIN.get(m[0], "?"), text)


@lru_cache(maxsize=2048)  # the rules and each reading of the facts ask for the same paragraphs
def sentences(text: str) -> tuple[Span, ...]:
    """Spans of the sentences in ``text``: (start, end) character offsets, without outer white space."""
    cuts: list[Span] = []
    start = 0
    for m in _END.finditer(text):
        mark = m.group().strip()
        if mark[0] in "•▪●◦‣∙·*":
            cuts.append((start, m.start()))
            start = m.end()
            continue
        if mark[0] == ".":
            rest = text[m.end() : m.end() + 30].lstrip()
            if not rest or not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "\"'“‘([•"):
                continue
            word = _WORD.search(text, max(start, m.start() - 24), m.start())
            if _abbreviated(word.group() if word else "", rest):
                continue
        cuts.append((start, m.end()))
        start = m.end()
    cuts.append((start, len(text)))
    out: list[Span] = []
    for a, b in cuts:
        out += _trim(text, a, b) if b - a <= _LONG else [x for c, d in _soft(text, a, b) for x in _trim(text, c, d)]
    return tuple(out)


def _abbreviated(last: str, rest: str) -> bool:
    """Whether the full stop after ``last`` belongs to an abbreviation rather than to the sentence's end."""
    follower = re.match(r"[A-Za-z]+", rest.lstrip("\"'“‘(["))
    starts = bool(follower) and follower.group().lower() in _STARTERS  # type: ignore[union-attr]
    bare = last.lower().lstrip("('\"“‘[")
    if len(bare) == 1 and bare.isalpha():  # an initial, "J. Smith", or the "s." of "s. 54"
        return not starts
    if bare in _ABBREVIATIONS or _INITIALS.fullmatch(last):
        return not starts
    if rest[:2] == "20" and _ORDINAL.fullmatch(bare):  # "May 1st. 2021"
        return True
    return (
        bare.isdigit()
        and len(bare) <= 2
        and rest[:1].isupper()
        and not starts
        and len(rest) > 0
        and _is_number_point(bare)
    )


def _is_number_point(bare: str) -> bool:
    """List numbers ("3. Training") keep their text; sums and years do not look like this."""
    return int(bare) <= 30


def _trim(text: str, a: int, b: int) -> list[Span]:
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return [(a, b)] if b > a and any(c.isalnum() for c in text[a:b]) else []


def _soft(text: str, a: int, b: int) -> list[Span]:
    """Cut an overlong stretch at semicolons, colons or dashes into pieces of at least 200 characters."""
    out, start = [], a
    for m in _SOFT_END.finditer(text, a, b):
        if m.start() - start >= 200:
            out.append((start, m.end()))
            start = m.end()
    return [*out, (start, b)]


# ------------------------------------------------------------------------------------------------ phrases

_SEP = r"[ \-/]+"
_TAIL = r"[\w']*"
_GAP = re.compile(r"\.\.(\.|\d+\.\.)$")


_SMALL = 3_000
"""Characters of a phrase's expression that RE2 takes, if it has no wide gap."""
_WIDE_GAP = re.compile(r"\.\.\d{3,}\.\.")
_LONGEST = 3_000
"""Characters of a phrase; the longest that come with the program have 2,200. Longer ones take too long to make ready."""
_DEEPEST = 20
"""Brackets of a phrase within one another; those that come with the program have 3."""
_PLURAL = re.compile(r"[\w'-]{2,}s\?")
"""A last "s?" is an optional plural ("suppliers?"); an optional word is "the?" or, when it ends in s, "(this)?"."""


_LINES = b"(?m)"
"""Put before every expression: "^" and "$" are the ends of a sentence."""

SearchError = re2.error
"""What a search raises that cannot be carried out; of a compiled expression only where memory lacks."""


class PhraseError(ValueError):
    """A phrase that the notation does not allow; the message says what is wrong."""


@lru_cache(maxsize=50_000)  # a phrase is parsed when its list is read and when it is compiled
def phrase_source(phrase: str) -> str:
    """RE2 source of a phrase; a word with capitals must be met as written, one in small letters matches any case.

    Raises PhraseError when the phrase is empty or its brackets do not match.
    """
    body = _sequence(tokens(phrase.strip()), phrase)
    return body if has_capitals(phrase) else f"(?i:{body})"


def has_capitals(words: str) -> bool:
    """Whether the words of a phrase are met as written, at least one of them."""
    return words != words.lower()


def is_optional(token: str) -> bool:
    """Whether a token may be left out: "the?" may, the plural of "suppliers?" is another thing."""
    return token.endswith("?") and not _PLURAL.fullmatch(token.rsplit("|", 1)[-1])


def gap_length(token: str) -> int | None:
    """The most words that a gap ("..", "..3..") lets stand between others; None when the token is no gap."""
    gap = _GAP.fullmatch(token)
    return None if gap is None else 6 if gap[1] == "." else int(gap[1][:-2])


def tokens(phrase: str) -> list[str]:
    """The phrase cut at blanks outside brackets. Raises PhraseError when the brackets do not match."""
    if "(" not in phrase and ")" not in phrase:
        return [t for t in phrase.split(" ") if t]
    out, depth, current = [], 0, ""
    for c in phrase:
        depth += (c == "(") - (c == ")")
        if depth < 0:
            raise PhraseError(f"unmatched ')' in {phrase!r}")
        if depth > _DEEPEST:
            raise PhraseError(f"more than {_DEEPEST} brackets within one another")
        if c == " " and depth == 0:
            out.append(current)
            current = ""
        else:
            current += c
    if depth:
        raise PhraseError(f"unmatched '(' in {phrase!r}")
    return [t for t in [*out, current] if t]


def _sequence(parts: list[str], phrase: str) -> str:
    if not parts:
        raise PhraseError("an empty phrase")
    source, sep_due = "", False
    pending = ""  # optional words before the first fixed one
    for t in parts:
        n = gap_length(t)
        if n is not None:
            if not sep_due:
                raise PhraseError(f"a gap needs a word before it in {phrase!r}")
            source += rf"(?:[^\w\n]+[\w'.,]+){{0,{n}}}?[^\w\n]+"
            sep_due = False
            continue
        optional = is_optional(t)
        piece = _piece(t.removesuffix("?") if optional else t, phrase)
        if optional:
            if not sep_due:
                pending += f"(?:{piece}{_SEP})?"
            else:
                source += f"(?:{_SEP}{piece})?"
            continue
        source += (_SEP if sep_due else "") + pending + piece
        pending, sep_due = "", True
    if not sep_due:
        raise PhraseError(f"a phrase must end in a fixed word: {phrase!r}")
    return source


def _piece(token: str, phrase: str) -> str:
    if is_wrapped(token):
        options = alternatives(token[1:-1])
        return "(?:" + "|".join(_sequence(tokens(o.strip()), phrase) for o in options) + ")"
    if "(" in token:
        raise PhraseError(f"a bracket inside the word {token!r} of {phrase!r}: brackets stand round whole words")
    words = [_cased(w, phrase) for w in token.split("|")]
    return words[0] if len(words) == 1 else "(?:" + "|".join(words) + ")"


def _cased(word: str, phrase: str) -> str:
    """Source of a word; in a phrase with capitals one without matches any case for itself."""
    source = _plural(word, phrase)
    return f"(?i:{source})" if has_capitals(phrase) and not has_capitals(word) else source


def _plural(word: str, phrase: str) -> str:
    if not _PLURAL.fullmatch(word):
        return _word(word, phrase)
    stem = _word(word[:-2], phrase).removesuffix(r"\b")
    return rf"{stem}s?\b"


def is_wrapped(token: str) -> bool:
    """Whether the token's first bracket closes at its very end."""
    if not token.startswith("("):
        return False
    depth = 0
    for i, c in enumerate(token):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            return i == len(token) - 1
    return False


def alternatives(inner: str) -> list[str]:
    """What stands between the bars of a bracket; bars of inner brackets do not count."""
    if "(" not in inner:
        return inner.split("|")
    out, depth, current = [], 0, ""
    for c in inner:
        depth += (c == "(") - (c == ")")
        if c == "|" and depth == 0:
            out.append(current)
            current = ""
        else:
            current += c
    return [*out, current]


def _word(word: str, phrase: str) -> str:
    if not word:
        raise PhraseError(f"an empty alternative in {phrase!r}")
    if not word.strip("*-"):
        raise PhraseError(f"a {word!r} that no letters stand beside in {phrase!r}: it would fit anywhere")
    if ".." in word or "…" in word:
        raise PhraseError(f"dots in the word {word!r} of {phrase!r}: a gap is '...' or '..12..', with blanks round it")
    if "?" in word:
        raise PhraseError(
            f"a question mark inside the word {word!r} of {phrase!r}: write both words, as in 'labour|labor'"
        )
    return _word_source(word)


@lru_cache(maxsize=50_000)  # phrases share their words
def _word_source(word: str) -> str:
    out = ""
    for c in word:
        out += (
            _TAIL
            if c == "*"
            else r"\d[\d,.]*\+?"
            if c == "#"
            else _SEP.replace("+", "*")
            if c == "-"
            else re.escape(plain(c))
        )
    front = r"\b" if word[0].isalnum() or word[0] == "#" else ""
    back = r"\b" if word[-1].isalnum() else ""
    return f"{front}{out}{back}"


# ------------------------------------------------------------------------------------------------- index


@dataclass(slots=True)
class Matcher:
    """One element of a pattern: a named list or a phrase (phrases that begin with "!" are false friends), or an expression.

    It is compiled when it is first searched for: a statement asks for few.
    """

    name: str
    phrases: tuple[str, ...]
    expression: str = ""
    """RE2 source instead of phrases."""
    _pattern: Any = None
    """The expression for any of the phrases, false friends first."""
    _friends: Any = None
    """That for the false friends alone, if there are any: words that look like a hit and are none."""

    def match(self, blob: bytes, start: int, *, friend: bool = True) -> tuple[int, bool] | None:
        """Where the match that begins at ``start`` ends, and whether it is a hit (else a false friend); None without one.

        ``friend`` is False where no false friend can begin.
        """
        if self._pattern is None:
            self.compile()
        m = self._pattern.match(blob, start)
        return None if m is None else (m.end(), not friend or not self._is_friend(blob, start))

    def hits(self, blob: bytes) -> list[Span]:
        """Byte spans of all hits, in order."""
        if self._pattern is None:
            self.compile()
        found = [m.span() for m in self._pattern.finditer(blob)]
        return [x for x in found if not self._is_friend(blob, x[0])] if self._friends else found

    def compile(self) -> None:
        """Make it ready to search. Raises PhraseError for a phrase that does not parse and for what RE2 refuses."""
        wanted = [self.expression] if self.expression else []
        friends: list[str] = []
        for p in self.phrases:
            (friends if is_friend(p) else wanted).append(phrase_source(p.removeprefix("!")))
        if not wanted:
            raise PhraseError(f"no phrase but false friends in {self.name}")
        self._pattern = _compiled([*friends, *wanted])
        if friends:
            self._friends = _compiled(friends)

    def _is_friend(self, blob: bytes, start: int) -> bool:
        return self._friends is not None and self._friends.match(blob, start) is not None


def compile_phrases(name: str, phrases: Iterable[str]) -> Matcher:
    """A matcher for any of the phrases, ready to search. Raises PhraseError for one that does not parse."""
    matcher = Matcher(name, tuple(phrases))
    matcher.compile()
    return matcher


def is_friend(phrase: str) -> bool:
    """Whether the phrase of a list is a false friend: words that are passed over."""
    return phrase.startswith("!")


def check_phrase(phrase: str) -> None:
    """Raise PhraseError for a phrase that does not parse, is too long or that RE2 refuses; it refuses long ones and wide gaps."""
    if len(phrase) > _LONGEST:
        raise PhraseError(
            f"{len(phrase):,} characters in {phrase[:40] + '...'!r}, and a phrase has at most {_LONGEST:,}"
        )
    words = phrase.removeprefix("!")
    if words.startswith("@"):
        raise PhraseError(f"a list as a false friend, {phrase!r}: only a phrase can be one")
    if len(phrase_source(words)) > _SMALL or _WIDE_GAP.search(phrase):
        compile_phrases("", [words])


def compile_regex(name: str, source: str) -> Matcher:
    """A matcher for an RE2 expression over the plain text. Raises PhraseError when RE2 refuses it.

    ``^`` and ``$`` stand for the ends of a line, so of one sentence where several are searched at once.
    """
    matcher = Matcher(name, (), source)
    matcher.compile()
    return matcher


def _compiled(sources: Iterable[str]) -> Any:  # noqa: ANN401 - RE2 gives no types
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # the text is ASCII: no state for longer characters
    options.never_nl = True
    options.log_errors = False
    options.max_mem = 64 << 20
    source = "|".join(sources)
    try:
        return re2.compile(_LINES + source.encode("ascii"), options)
    except re2.error as e:
        raise PhraseError(_refused(e)) from e
    except UnicodeEncodeError as e:
        raise PhraseError(f"{source[e.start]!r} is no plain letter, and the text is searched in plain letters") from e


def _refused(e: Any) -> str:  # noqa: ANN401 - RE2 gives no types
    """What RE2 says of an expression, as text and without what was put before it."""
    told = e.args[0] if e.args else ""
    told = told.decode("ascii", "replace") if isinstance(told, bytes) else str(told)
    return told.replace(_LINES.decode(), "", 1)
