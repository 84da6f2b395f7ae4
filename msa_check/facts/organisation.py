"""Which organisation issues the statement, and of what kind it is.

Nothing here looks anything up: the name is what the statement itself says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msa_check import roles
from msa_check.model import Evidence, Fact, Kind
from msa_check.wordshapes import MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.facts.seen import Seen
    from msa_check.model import EntityType

_SUFFIX = r"(?:Limited\s+Liability\s+Partnership|Limited|LIMITED|[Ll]td\b\.?|LTD\b\.?|[Pp]lc\b|PLC\b|p\.l\.c\.|P\.L\.C\.|L\.?L\.?P\b\.?|Inc\b\.?|INC\b\.?|Incorporated|Corporation(?!\s+(?:\(?[A-Z][\w.]*\)?\s+){0,2}(?:Limited|LIMITED|Ltd|LTD|[Pp]lc|PLC)\b)|Corp\b\.?|GmbH(?:\s*&\s*Co\.?\s*KG\b)?|AG\b|S\.A\.(?:S\.)?|S\.?A\.?S?\b|N\.?V\b\.?|B\.?V\b\.?|S\.p\.A\.?|S\.r\.l\.?|S\.?à\.?\s?r\.?l\b\.?|SAGL\b|SE\b|A/S|AB\b|Oy[j]?\b|LLC\b|L\.L\.C\.|L\.?P\b\.?|DAC\b|CIC\b|C\.I\.C\.|CIO\b|KGaA|KG\b|Pty\b(?:\.?\s+(?:Ltd\b\.?|Limited))?|Co\.,?\s+Ltd\b\.?|Unlimited\s+Company|&\s+Co\.(?![’']|,?\s*\(?(?:Limited|LIMITED|[Ll]td|LTD|[Pp]lc|PLC|KG|LLP|Inc|LLC|[A-Z][\w&-]+\s+\(?(?:Limited|Ltd|plc|PLC)))|Company\s+Limited|Company(?=\s*(?:\((?:[\"“'‘]|the\s+[\"“'‘A-Z])|and\s+its\s+(?:\w+\s+)?(?:subsidiaries|affiliates))|(?=,?\s+including\s+its\s+subsidiaries|\s*;)))"
_WORD = r"(?:[A-Z0-9][\w'’&.+-]*|\([A-Z][\w .&-]{1,30}\)|&|and|of|for|the|de|et|in|[a-z]{1,2}[A-Z]\w+)"
_LEGAL = re.compile(
    rf"\b(?:The\s+)?(?:[A-Z0-9][\w'’&.+-]*|[a-z]{{3,}}(?=\s+\([A-Z][\w .]+\)\s+(?:Limited|Ltd)\b))(?:\s+{_WORD}){{0,7}}?,?\s+\(?{_SUFFIX}(?!\w)\)?"
)
_SUFFIXED = re.compile(rf"\s\(?{_SUFFIX}(?!\w)")
_FORM_WORDS = "University College School City Bank Council Trust Foundation Association Society Authority Charity Housing Church Partnership".split()
_FORM = re.compile(
    r"\b(?:The\s+)?(?:(?:University|College|School|City|Bank)\s+of\s+(?:the\s+)?[A-Z][\w'’-]+(?:\s+(?:and|of|&)?\s?[A-Z][\w'’-]+){0,3}"
    r"|(?:[A-Z][\w'’&-]+\s+){1,5}(?:University|Council|College|Trust|Foundation|Association|Society|Authority|Charity|Housing|NHS\s+(?:Foundation\s+)?Trust|Church|Partnership)(?:\s+(?:Bank|Group|Company|Homes|Services))?)\b"
)
_FRAGMENT = re.compile(
    rf"(?:(?:International|Insurance|Group|Holdings|Europe|UK|Services|Bank|Management|Hotels|Homes|Foods|Investments?|Industries)\s+)+{_SUFFIX}",
    re.IGNORECASE,
)
"""The end of a name whose beginning stands in the line before."""
_HYPHENED = re.compile(r"[A-Z][a-z]+-$")
"""The first half of a name whose second begins with a capital."""
_LINE_END = re.compile(r"(?:[A-Z][\w'’&.-]*\s+(?:(?:&|and|of)\s+)?){0,3}[A-Z][\w'’&-]*$")
_BROKEN = re.compile(r"\b(?:of|by|for|that|which|at|to|with|and|between)\s+[A-Z][\w'’&-]+$")
"""A line that ends amid a name, without a full stop."""
_PARTNERS = re.compile(rf"[A-Z][\w'’-]+\s+(?:&|and)\s+[A-Z][\w'’-]+,?\s+{_SUFFIX}$")
_FIRST_PARTNERS = re.compile(r"(?:^|[a-z“\"(]\s?)(?P<names>(?:[A-Z][\w'’-]+,\s+)+)$")
"""What stands before "Smith & Turner plc" where three partners gave a firm its name."""
_GENERIC = re.compile(
    r"^(?:(?:the|our|a|this|each|such|uk|any|all|its|registered|parent|holding|limited|public|private)\s+)*(?:company|companies|group|organisation|business|private|public|registered|board|bank|firm|network|university|college|council|trust|foundation|association|society|authority|charity|partnership|housing|statement|corporation)?\W*(?:limited|ltd|plc|llp|inc|company)?\W*$",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:sedex|ethical trad\w+|eti|slavery|unseen|stronger together|hope for justice|gangmasters|glaa|ilo|international labour|united nations|global compact|expolink|safecall|navex|"
    r"ecovadis|trade union|red tractor|fairtrade|rainforest|abuse authority|world bank|finance corporation|conduct authority|regulation authority|bank of england|living wage|responsible business|chartered institute|cips|audit|bureau veritas|sgs|intertek|walk free|crimestoppers|salvation army|companies house)\b",
    re.IGNORECASE,
)
_TIED = re.compile(
    r"\bthis (?:\w+ ){0,4}(?:statement|disclosure)\b|\bstatement (?:is|has been|was|of|by|for|on behalf|applies|covers|relates|sets)\b|\bon behalf of\b|\bmade (?:by|on)\b|\bsteps (?:taken|that)\b",
    re.IGNORECASE,
)
_AFTER_TIE = re.compile(
    r"(?:statement (?:is|has been|was)?\s*(?:made|issued|published|prepared|produced|given|provided)?\s*(?:by|of|for|on behalf of)|on behalf of|(?:steps|actions|measures)(?:\s+(?:that|which|\w*taken|made|adopted|implemented)){0,3}(?:\s+by)?|applies to|covers|(?:issued|published|adopted) by|activities of|board of(?: directors of)?|constitutes|\b(?:we|us) mean),?\s*(?:the\s+)?(?:board of\s+)?(?:directors of\s+)?$",
    re.IGNORECASE,
)
_FOR_WHOM = r"\b(?:[Ss]tatement|[Rr]eport|[Dd]isclosure)\b[^.;]{0,60}\b(?:by|of|for|covers|applies\s+to)\s+(?:the\s+)?"
"""Before the names of those who issue it."""
_WHOSE_BOARD = re.compile(
    r"\bapproved (?:and \w+ )?by (?:the )?(?:board(?: of (?:directors|trustees))?|directors|trustees) of (?:the )?$",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"(?:subsidiary of|following subsidiaries of|owned by|parent(?: company)?(?:,| is| of)?|part of(?: the)?|member of(?: the)?|ultimate\w*(?: \w+){0,3}|acquired(?: by)?|holding company(?:,| is)?|member firm of|suppliers?(?: include| are)?|customers?(?: include| are)?|(?:buy|bought|purchased?|sourced?|supplied) (?:from|by)|clients(?: include| are)?|partner(?:ship)? with|joint venture with|(?:provided|supplied|managed|audited|certified|operated|hosted|run|led|headed|controlled) by|(?:its|our) (?:\w+ )?subsidiar(?:y|ies))\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_SHORT_FOR = re.compile(
    r"\W{0,2}\d?\s*\((?:the |together |hereinafter |collectively |also |known as |or |referred to (?:\w+ )?as )*[“\"'‘]?|,? (?:trading as|t/a|T/A) "
)
"""Between a name and the shorter one that stands for it."""
_KIND = re.compile(
    r"\b(?:an?|another)(?: (?!of\b|by\b|with\b|to\b|in\b|from\b)[a-z-]+){0,3} (?=\|.*(?:Corporation|Company)$)|\b(?:an?|another) \|"
)
"""Before a name that tells a kind of body ("a for-profit Arden Native Corporation"); a bar stands between."""
_GIVEN_SHORT = re.compile(r"\W{0,3}\(?(?:together\s+with|and its|the\s+[\"“'‘]|[\"“'‘])|\s*\((?:the\s+)?[A-Z]")
"""After a name that gets a shorter one, or speaks for others too."""
_IS_US = re.compile(r"\W{0,3}\([^()]{0,90}[\"“'‘](?:we|us|our)\b", re.IGNORECASE)
"""After the name of who speaks: (“Larkfield”, “we” or “our”)."""
_IS_BODY = re.compile(
    r"\s+is\s+an?\s+(?:[\w-]+\s+){0,3}(?:corporation|university|exempt\s+charity|registered\s+charity)\b"
)
"""After the name of who tells what it is in law: "The University of Saltmere is a chartered corporation"."""
_TOGETHER = re.compile(r"\W{0,3}\(?(?:together|collectively|jointly|[\"“'‘]?(?:we|us|our)\b)", re.IGNORECASE)
_LIST_END = re.compile(rf"{_SUFFIX}(?!\w)(?:\s*\([^()]*\))?,?\s+(?:and|&)\s+(?:the\s+)?$")
"""Before the last name of a list: what follows speaks of all its names."""
_LIST_BREAK = re.compile(r";(?:\s+and)?\s*$")
"""At the end of the sentence before the last name of a list that was broken into lines."""
_AMONG = re.compile(r"\((?:compris|includ|consist)\w+[^)]*$")
"""Before the members of a group named in brackets."""
_SUBJECT = re.compile(
    r"(?=[A-Z])(?:^|(?<=[.;:]\s)|(?P<at>(?<=\b[Aa]t\s)|(?<=\bWithin\s))|(?<=\bof\s))(?P<name>(?:The\s+)?[A-Z][\w'’&.+-]*(?:\s+(?:(?:&|and|of|de|van|von|der)\s+)*[A-Z][\w'’&.()+-]*){0,6})(?=(?:[’']s?)?(?:,?\s+(?:(?:mostly|mainly|also|now|fully|strongly|firmly|wholly|primarily|actively|currently|always)\s+)?(?:is|are|has|have|was|opposes|condemns|rejects|respects|seeks|endeavours|prohibits|sells|supplies|designs|builds|runs|owns|serves|offers|delivers|produces|trades|welcomes|complies|follows|publishes|regards|considers|ensures|maintains|wants|cares|upholds|buys|applies|adheres|pledges|recognises?|believes?|operates?|employs?|supports?|takes?|will|does|expects?|provides?|continues?|makes?|works?|manufactures?|aims?|understands?|acknowledges?|strives?|requires?|commits?|sources?|uses|(?(at)(?:we|our)|uses)|Modern|Anti|Slavery|Group’s|and its|\(“|\(\"|\(the|\([A-Z][\w&-]*(?=\)))\b|[’']s?\s))"
)
_NAMED = (
    r"(?:The\s+|the\s+)?(?P<name>[A-Z][\w'’&.+-]*(?:\s+(?:(?:&|and|of|the|de|van|von)\s+)*[A-Z(][\w'’&.()+-]*){0,6})"
)
_ISSUED = (
    re.compile(
        rf"\b(?:statement|disclosure)\s+(?:(?:is|has been|was)\s+)?(?:(?:made|published|issued|prepared|produced|given|provided)\s+)?(?:by|of|for|on\s+behalf\s+of|applies\s+to|covers)\s+{_NAMED}"
    ),
    re.compile(
        rf"\b(?:steps|actions|measures|efforts)\s+(?:that\s+|which\s+)?(?:\w*taken\s+by\s+|of\s+|by\s+)?{_NAMED}"
    ),
    re.compile(
        rf"\b(?:sets\s+out|outlines|describes|explains)\s+(?:how\s+)?{_NAMED}(?=[’']s?\s|\s+(?:is|has|and its|plans|works)\b)"
    ),
)
"""Whose statement it is, or whose steps it tells of, where no legal form stands behind the name."""
_FOOTNOTE = re.compile(r"(?<=[a-z]{3})\d$")
_SMALL_LETTERS = re.compile(
    r"\b(?:made|published|issued)\s+(?:by|on\s+behalf\s+of)\s+(?P<name>[a-z]\w+(?:\s+[a-z]\w+)?)"
    r"\s+(?:pursuant|in\s+(?:accordance|compliance|respect|response|relation)|under|with\s+regard)\b"
)
"""A name that is written without a capital."""
_BODIES = re.compile(
    r"\b(?:management|directors|boards?|trustees|members|partners|compan(?:y|ies)|group|subsidiar(?:y|ies)|entit(?:y|ies)|business(?:es)?|firm|branch|staff|executives?|affiliates|undersigned)\b"
)
_TITLE_NAME = re.compile(
    r"^(?P<a>.{2,70}?)[\s,:|–—-]*(?:modern\s+(?:day\s+)?slavery|slavery\s+(?:and|&)|anti[\s-]?slavery|human\s+trafficking|transparency\s+statement|statement\s+on\s+modern|UK\s+modern)",
    re.IGNORECASE,
)
_TITLE_TAIL = re.compile(
    r"\bstatement\b(?:\s+(?:for|of|by|from|on behalf of))?[\s,:|–—-]+(?P<b>[A-Z][^|–—\d]{2,60})", re.IGNORECASE
)
_STATEMENT_ON = re.compile(r"\bstatement on (?:modern )?slavery\b", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"^(?:©\s*|\(c\)\s*|copyright\s*)?(?:19|20)\d\d(?:\s*[-–—]\s*(?:19|20)?\d\d)?\s+(?=[A-Z])", re.IGNORECASE
)
_HOLDER = re.compile(
    r"(?:©|\(c\)|[Cc]opyright)(?:\s*(?:©|\(c\)|[Cc]opyright|(?:19|20)\d\d|[-–—]))*\s+(?P<name>[A-Z][\w'’&-]+(?:\s+(?:(?:&|and|of)\s+)?[A-Z][\w'’&-]*){0,4})(?=\.|\s*$|\s+(?:All|ALL)\b|\n)"
)
"""Who holds the copyright of the page."""
_HELD = re.compile(
    r"(?:©|\(c\)|[Cc]opyright)(?:\s*(?:©|\(c\)|[Cc]opyright|(?:19|20)\d\d|[-–—,]))*\s+(?P<words>[A-Z][\w'’&-]+(?:\s+(?:(?:&|and|of)\s+)?[A-Z][\w'’&-]*)+)"
)
"""The holder's name run together with the links of the page's foot."""
_SMALL_BOARD = re.compile(
    r"\bapproved\s+by\s+the\s+(?!(?:main|full|whole|entire|group|company|parent|executive|trust|management|supervisory|relevant|respective|unitary|governing|operating|operational|statutory|advisory|local|international|national|global|corporate|leadership|senior|trustee|charity|board|members?|partners?)\b)(?P<name>[a-z][a-z\d&-]+)\s+[Bb]oard\b"
)
_SMALL_AT = re.compile(
    r"\b[Aa]t\s+(?!(?:present|times|first|last|least|best|most|once|all|work|home|night|source|scale|school|large|heart|minimum|group|university|college|head|board|site|country)\b)(?P<name>[a-z][a-z\d&-]{2,}),?\s+we\b"
)
_DEFINED = re.compile(
    r"(?P<name>[A-Z][\w'’&.-]*(?:\s+(?:&|and|of|[A-Z][\w'’&.()-]*)){0,5})\s*\((?:[^()]{0,60}?[,;]\s*)?(?:hereinafter|together|collectively|referred to (?:\w+ )?as)?[,\s]*(?:the\s+|our\s+)?[\"“'‘]"
)
_HELPER = re.compile(r"\b(?:Foundation|Authority|Association|Partnership|Church|School|Charity)$")
"""Bodies that a statement often names beside its own organisation."""
_MONTHS = "january february march april may june july august september october november december"
_LOOSE_END = frozenset(f"and of & the our modern anti slavery annual {_MONTHS}".split())
"""Words that stand behind a name and are no part of it."""
_SMALL = frozenset("and of & for the de la le et van von der den du in".split())
_NO_NAME = frozenset("To TO Our OUR We WE Your YOUR With WITH Is IS Are ARE".split())
_SUBJECT_WORD = re.compile(
    r"\b(?:slavery|trafficking|statement|policy|act|transparency|disclosure|home|20\d\d)\b", re.IGNORECASE
)
_GROUP = re.compile(r"\bthe\s+(?P<name>[A-Z][\w'’&-]+(?:\s+(?:&\s+)?[A-Z][\w'’&-]+){0,3})\s+[Gg]roup\b")
_PAGE = re.compile(
    r"\b(?:accessibility|privacy|cookies?|press|contact|careers|sitemap|site map|menu|search|about us|log ?in|terms|social|page|download)\b",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"^,?\s+(?:\([^)]{2,60}\)\s+)?(?:has |have )?(?:approved|adopted|publishes|issued|is committed|has taken|makes this|is making|recognises|presents)\b"
)
_STOP = frozenset(
    "the this we our modern slavery statement uk act section human trafficking in it as all at and policy board our these for to suppliers supplier "
    "together therefore overall currently additionally furthermore moreover finally accordingly ultimately today internally "
    "externally globally specifically previously similarly likewise consequently who are what do policies anti u.k u.s california transparency about welcome introduction training risk due diligence they that those there if any where when while through during following since such each company "
    "group organisation business management employees staff directors director annual report code conduct chief executive united kingdom home office "
    "government organisation’s company’s university council college slavery’s british responsibility international labour global financial year "
    "corporation compliance approval structure overview contents page supply chain chains procurement human rights effective some many most also both however although".split()
)


_FRONT = re.compile(r"(?:both|all|each|every|current|our)\s")
"""Words with a capital before a name that stands elsewhere without them."""
_NO_FIRST = (_STOP | set(_MONTHS.split()) | {"you"}) - {"the", "uk", "british", "university", "council"}
_NO_LETTER = re.compile(r"[^\w& ]+")
_LED = re.compile(r"(?!UK [A-Z][a-z])\S+ ")
"""A first word that may be none of the name's: "UK Larkfield Networks" begins with its own."""
_RAN_IN = re.compile(
    r"^(?:Overview|Introduction|Background|Our|About|Organisation(?:al)?|Business)(?:\s+(?:and|of|our|the|us|structure|overview|organisation|business|group|company|operations|history|background|introduction)){1,4}\s+(?=[A-Z])"
)
"""A heading of several words that ran into the sentence behind it."""
_HEADED = re.compile(r"^(?:(?:[IVX]{1,4}|[A-Z\d])\.\s+)?(?:Introduction|Overview|Background)\s+(?=[A-Z])")
"""A heading that ran into the name behind it."""
_PROPER = re.compile(r"(?<=[a-z,] )[A-Z][\w&-]+")
_UK_FORM = re.compile(
    r"(?<!\bPty )(?<!\bPty\. )(?<!\bPte )(?<!\bPte\. )\b(?:Limited|Ltd|plc|p\.l\.c|LLP)\.?$", re.IGNORECASE
)
_DASHED = re.compile(r"\s+[|–—-]\s+")
_MARKED = re.compile("[\u00ae\u2122\u2120]")
"""Signs of a trade mark behind a name."""
_DOCUMENT = re.compile(r"\b(?:Code|Policy|Statement|Charter|Handbook|Guidelines)\b")
_TITLES = 3
_LONGEST = 4
"""Sentences at the head that may be a title, and the words of a name in it."""
_AFTER_NAME = re.compile(r"(?:Ethic|Limited|Ltd|Plc|PLC|Compliance|Sustainab|Corporate|Supplier)\w*$")
"""A word of a title behind the name."""
_HOLDER_WORDS = 6
_MENTIONED = 0.9
"""Weight of a body that is only mentioned: less than an issuer has."""
_USED = 3
_KNOWN = 5.0
"""How often, and how well, a group's own name is seen that stands before that of one of its companies."""
_APPROVES = 2.5
"""What it weighs that a company's own board approved the statement."""
_BARE = 3.0
_BARE_EACH = 5.5
"""Weight of a name that is only mentioned, be it that the title begins like it; the same among "each of" many."""
_FAINT = 1.6
"""A brand seen less well than this is given only where nothing else tells who issues the statement."""
_HEADS = 20
"""Sentences at the head of a document among which a list of companies may look like headings."""
_LISTED = 3
"""Names in such lines that make a list."""
_MANY = re.compile(r"\s+(?:are|were|have)\b")
"""After a word that begins a sentence: "Posters are displayed" tells of no organisation."""


@dataclass(slots=True)
class _Name:
    text: str
    score: float = 0.0
    count: int = 0
    form: bool = False
    approves: bool = False
    """Whether it was its board that approved the statement."""
    seen: list[Seen] = field(default_factory=list)


def key(name: str) -> str:
    """A name without case, punctuation, "the" and the spelling of its suffix, for comparing."""
    words = ["ltd" if w == "limited" else w for w in _NO_LETTER.sub(" ", name.lower()).split()]
    k = " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
    return k.removesuffix(" ltd")


def read(seen: Sequence[Seen], common: frozenset[str]) -> tuple[Fact | None, Fact | None, dict[str, list[Evidence]]]:
    """Organisation, entity type and the marks organisation.legal and organisation.brand; ``common`` words name nobody."""
    legal = _legal(seen)
    titled = " ".join(key(s.text) for s in seen if s.title or s.at < 3).split()
    for n in legal.values():
        first = key(n.text).split()[:1]
        if first and len(first[0]) > 2 and first[0] in titled and not (n.form and _HELPER.search(n.text)):
            n.score += 2.0
    holder = _holder(seen)
    for n in legal.values():
        if n.form and n.count == 1 and holder and _is_heading_only(n) and key(holder.text) != key(n.text):
            n.score = min(n.score, _MENTIONED)
    brand = _brand(seen, common)
    marks: dict[str, list[Evidence]] = {}
    # of equals the first named
    ranked = sorted(legal.values(), key=lambda n: -(n.score + (_APPROVES if n.approves else 0.0)))
    for i, n in enumerate(ranked[:6]):
        if n.score >= 1.0:
            # of the first name every sentence that holds it, up to a handful; of the others one
            marks.setdefault("organisation.legal", []).extend(x.evidence() for x in n.seen[: 8 if i == 0 else 1])
    best = ranked[0] if ranked and ranked[0].score >= 1.0 else None
    top = max(brand.values(), key=lambda n: n.score, default=None)
    if top is not None:
        marks.setdefault("organisation.brand", []).append(top.seen[0].evidence())
    chosen, grade = (best, "legal") if best else (top, "brand")
    if best and top and (_outweighs(top, best) or _one_of_many(best, top)):
        chosen, grade = top, "brand"
    if chosen is None or (grade == "brand" and chosen.score < _FAINT):
        last = _last_resort(seen)
        if last and (chosen is None or key(last.text) != key(chosen.text)):
            chosen, grade = last, "brand"
            if not _HELD.search(last.seen[0].text):  # a page's foot is no evidence
                marks.setdefault("organisation.brand", []).append(last.seen[0].evidence())
    if chosen is None:
        return None, None, marks
    if grade == "legal":
        chosen = _first_of_the_uk(chosen, ranked)
    if full := _in_full(chosen, ranked):
        chosen, grade = full, "legal"
    elif grade == "brand":
        chosen = _in_full(chosen, list(brand.values())) or chosen
    value = _bare_of_the(chosen) if grade == "legal" else _whole(chosen.text, seen)
    if grade == "legal":
        twin = next((n for n in ranked[1:3] if n.score >= 0.66 * chosen.score and _joint(chosen, n)), None)
        twin = twin or next((n for n in ranked if n is not chosen and _speak_together(chosen, n)), None)
        if twin:
            value = f"{chosen.text} and {twin.text}"
    fact = Fact(value, grade, (chosen.seen[0].evidence(),))
    return fact, Fact(_kind(value, seen), "", (chosen.seen[0].evidence(),)), marks


def _bare_of_the(n: _Name) -> str:
    """A legal name without "The" where the statement uses it so: "the Larkfield plc board", but "Larkfield plc is"."""
    rest = n.text.removeprefix("The ")
    used = re.compile(rf"(?<![Tt]he )(?<![\w-]){re.escape(rest)}")
    return rest if rest != n.text and any(used.search(s.text) for s in n.seen) else n.text


def _last_resort(seen: Sequence[Seen]) -> _Name | None:
    """A name in small letters ("at larkfield we", "the larkfield board"), else who holds the page's copyright."""
    used: defaultdict[str, list[Seen]] = defaultdict(list)
    for s in seen:
        if m := _SMALL_AT.search(s.text):
            used[m["name"]].append(s)
    if used and len(said := max(used.values(), key=len)) > 1:
        return _Name(next(k for k, v in used.items() if v is said), seen=said)
    return _by_pattern(_SMALL_BOARD, seen) or _holder(seen)


def _by_pattern(pattern: re.Pattern[str], seen: Sequence[Seen]) -> _Name | None:
    for s in seen:
        if (m := pattern.search(s.text)) and not (_GENERIC.match(m["name"]) or _PAGE.search(m["name"])):
            return _Name(m["name"].strip(" ."), seen=[s])
    return None


def _holder(seen: Sequence[Seen]) -> _Name | None:
    """Who holds the page's copyright; where links follow the name, as much of it as the text uses elsewhere."""
    if alone := _by_pattern(_HOLDER, seen):
        return alone
    for s in seen:
        if not (m := _HELD.search(s.text)):
            continue
        words = m["words"].split()
        for n in range(min(len(words), _HOLDER_WORDS), 1, -1):
            name = " ".join(words[:n])
            used = next((x for x in seen if x is not s and name in x.text), None)
            if used and not (_GENERIC.match(name) or _PAGE.search(name)):
                return _Name(name, seen=[used])
    return None


def _is_heading_only(n: _Name) -> bool:
    """Whether the name is all of a heading below the page's first line: another body's, as of a charity supported."""
    s = n.seen[0]
    return s.passage.kind is Kind.HEADING and s.at > 0 and s.text.strip(" .:") == n.text


def _first_of_the_uk(best: _Name, ranked: Sequence[_Name]) -> _Name:
    """Of companies for which one opening sentence makes the statement, the first named, where the best seen is none of the UK's."""
    if _UK_FORM.search(best.text):
        return best
    told = next((s for s in best.seen if s.opening and _TIED.search(s.text)), None)
    if told is None:
        return best
    for n in ranked:
        before, named, after = told.text.partition(n.text)
        if named and best.text in after and _UK_FORM.search(n.text) and _AFTER_TIE.search(before):
            return n
    return best


def _outweighs(brand: _Name, legal: _Name) -> bool:
    """Whether the brand is the issuer's and the legal name, which is no longer form of it, another's."""
    least = (3.0 if legal.form else 4.0) if legal.score < 2.0 else 8.0 if legal.score < 4.0 else 99.0
    words = key(legal.text).split()
    initials = "".join(w[0] for w in words)
    short = key(brand.text).removesuffix(" group").replace(" ", "")
    return brand.score >= least and not set(key(brand.text).split()) <= set(words) and not initials.startswith(short)


def _one_of_many(legal: _Name, brand: _Name) -> bool:
    """Whether the legal name is only one of a group's companies, told once in a list, and the brand the group's name."""
    s = legal.seen[0]
    each = f" each of {legal.text}" in s.text
    if legal.count > 1 or legal.score > (_BARE_EACH if each else _BARE) or brand.count < _USED or brand.score < _KNOWN:
        return False
    return s.passage.kind is not Kind.SIGNATURE and not s.title and len(_legal_hits(s)) >= _LISTED


def _in_full(short: _Name, names: Sequence[_Name]) -> _Name | None:
    """The name that ``short`` stands for: "Larkfield Foods Limited (Larkfield)", "Larkfield is a trading name of ..."."""
    for n in names:
        if n is not short and n.score > 0 and key(n.text) != key(short.text):
            for x in n.seen[:3]:
                if short.text in x.text and n.text in x.text and _stands_for(short.text, n.text, x.text):
                    return n
    return None


def _whole(short: str, seen: Sequence[Seen]) -> str:
    """A name of one word as it stands in the title or before "(Larkfield)"; with its "’s" when it is never without."""
    if " " in short:
        return short
    word = re.escape(short)
    for s in seen:
        if short not in s.text:
            continue
        if m := re.search(rf"\b(?P<name>(?:The )?{word}(?: [A-Z][\w&-]+){{1,4}}) \({word}\)", s.text):
            return m["name"]
        if (s.title or s.at < _TITLES) and len(s.text) < 120 and (m := re.match(rf"{word}(?: [A-Z][\w&-]+)+", s.text)):
            words = m[0].split()
            cut = next(
                (
                    i
                    for i, w in enumerate(words)
                    if i and ((w.lower() in _STOP and w.lower() != "group") or _AFTER_NAME.match(w))
                ),
                len(words),
            )
            if 1 < cut <= _LONGEST and (cut < len(words) or m.end() < len(s.text)):
                return " ".join(words[:cut])
    owned = re.compile(rf"(?<!\w){word}(?P<s>[’']s\b)?(?!\w)")
    held = [m for s in seen for m in owned.finditer(s.text)]
    if len(held) >= _USED and all(m["s"] for m in held) and any(f"At {m[0]}," in m.string for m in held):
        return held[0][0]
    return short


def _stands_for(short: str, whole: str, text: str) -> bool:
    """Whether the text says in brackets, or by the word "trading", that one name is short for the other."""
    after = text.partition(whole)[2]
    if said := _SHORT_FOR.match(after):
        return re.match(rf"{re.escape(short)}(?!\w| [A-Z])", after[said.end() :]) is not None
    before = text.partition(whole)[0]
    return re.search(rf"\b{re.escape(short)} is (?:a|the) trading (?:name|style) of (?:the )?$", before) is not None


def _joint(a: _Name, b: _Name) -> bool:
    """Whether both names stand side by side: "A plc and A Limited"."""
    if a.text[:4] != b.text[:4]:
        return False
    one, other = re.escape(a.text), re.escape(b.text)
    found = (re.search(rf"{one},?\s+(?:and|&)\s+{other}|{other},?\s+(?:and|&)\s+{one}", s.text) for s in a.seen)
    # not the two posts of who signed: "Director, A plc and B plc"
    return any(m and not roles.find(m.string[max(0, m.start() - 30) : m.start()]) for m in found)


def _speak_together(a: _Name, b: _Name) -> bool:
    """Whether a statement is made for both names and no third: "this statement covers A plc and B Limited"."""
    told = [s.text for s in a.seen if b.text in s.text]
    if not told:  # nearly always: no expression is made for the pair
        return False
    one, other = re.escape(a.text), re.escape(b.text)
    both = re.compile(rf"{_FOR_WHOM}{one},?\s+(?:and|&)\s+{other}(?!\w|,?\s+(?:and|&)\s+[A-Z])")
    return any(map(both.search, told))


def _legal(seen: Sequence[Seen]) -> dict[str, _Name]:
    names: dict[str, _Name] = {}
    above = then = ""
    listed = _listed(seen)
    for s in seen:
        above, then = then, s.text
        if s.passage.kind is Kind.CONTENTS:
            continue
        for m in _legal_hits(s):
            flat = m.string
            name = _clean(m[0])
            start = max(m.start(), flat.find(name, m.start(), m.end()))
            before = flat[max(0, start - 70) : start]
            if before.endswith("-") and (half := _HYPHENED.search(before)):
                name, before = half[0] + name, before[: half.start()]
            broken = not before and (end := _BROKEN.search(above)) and not _SUBJECT_WORD.search(end[0])
            if broken or _FRAGMENT.fullmatch(name):
                begun = None if before else _LINE_END.search(above)
                if begun is None:
                    continue
                name, before = f"{begun[0]} {name}", above[max(0, begun.start() - 70) : begun.start()]
            elif _PARTNERS.match(name) and (first := _FIRST_PARTNERS.search(before)):
                name, before = first["names"] + name, before[: first.start("names")]
            if _KIND.search(f"{before}|{name}") or _GENERIC.match(name) or _OTHERS.search(name) or len(name) > 90:
                continue
            n = names.setdefault(key(name), _Name(name))
            n.count += 1
            n.seen.append(s)
            if n.text.isupper() and not name.isupper():
                n.text = name
            n.form = m.re is _FORM
            after_list = not before and bool(_LIST_BREAK.search(above))
            n.approves = n.approves or bool(_WHOSE_BOARD.search(before))
            score = _weight(s, flat, before, m.end(), n, listed=after_list) - (
                3.0 if s.title and s.at in listed else 0.0
            )
            n.score += score if n.score < 14 else 0.1
    return {k: n for k, n in names.items() if not (_FRONT.match(k) and k.split(" ", 1)[1] in names)}


def _listed(seen: Sequence[Seen]) -> set[int]:
    """Where companies are listed, each in a line that looks like a heading."""
    heads = [s for s in seen[:_HEADS] if s.passage.kind is Kind.HEADING and len(s.text) < 70]
    lines = {s.at: m[0] for s in heads if (m := _LEGAL.match(s.text))}
    return set(lines) if len(set(lines.values())) >= _LISTED else set()


def _weight(s: Seen, flat: str, before: str, end: int, n: _Name, *, listed: bool) -> float:
    """How much a mention says that the name is the issuer's; ``before`` and what follows ``end`` stand beside it."""
    tied = bool(_AFTER_TIE.search(before))
    speaks = bool(_TIED.search(flat))
    score = 0.5 if n.form else 1.0
    if s.title:
        score += 3.0
    elif s.passage.kind is Kind.SIGNATURE:
        score += 2.0
    elif s.passage.kind is Kind.FURNITURE:
        score += 0.2
    score += 3.6 if tied else 1.5 if speaks else 0.0
    score += 1.0 if s.opening else 0.0
    shared = bool(_TOGETHER.match(flat[end : end + 24]) and (_LIST_END.search(before) or listed))
    acts = bool(_ACTS.match(flat[end : end + 90]))
    if (_OWNER.search(before) and not acts) or _AMONG.search(before):
        score -= 3.0
    elif acts or (_GIVEN_SHORT.match(flat[end : end + 24]) and not shared):
        score += 2.0
    us = bool(_IS_US.match(flat[end : end + 120])) and not shared
    score += 3.0 if us else 0.0
    if n.count > 1:
        score = min(score, 7.0 if us else 3.0 if tied else 1.5)
    told = n.form and not before and bool(_IS_BODY.match(flat, end))
    if told:
        score += 2.0
    elif n.form and (
        not (s.title or speaks or s.opening) or (_HELPER.search(n.text) and not (s.title or tied))
    ):  # a body that is only mentioned, however often
        score = min(score, 0.3, max(0.0, 0.9 - n.score))
    return score


def _legal_hits(s: Seen) -> list[re.Match[str]]:
    """Names with a legal form in a sentence; the lines of a signature block are read one by one."""
    hits: list[re.Match[str]] = []
    for line in s.text.split("\n") if s.passage.kind is Kind.SIGNATURE else [s.text]:
        flat = " ".join(line.split())
        # most sentences hold neither: the long patterns are not tried on them
        legal = list(_LEGAL.finditer(flat)) if _SUFFIXED.search(flat) else []
        hits += legal
        if any(w in flat for w in _FORM_WORDS):
            hits += [m for m in _FORM.finditer(flat) if not any(x.start() <= m.start() < x.end() for x in legal)]
    return hits


def _clean(name: str) -> str:
    """A name without what is glued to its front: a year, a role and its holder, "on behalf of", the document's title."""
    before = None
    while before != name:
        before, name = name, _shorter(name)
    return re.sub(r"\b(LLP|[Pp]lc|PLC|Limited|LIMITED|LP)\.$", r"\1", name)


def _shorter(name: str) -> str:
    name = _COPYRIGHT.sub("", name.strip())
    name = re.sub(
        r"^(?:P\d+\s+)?(?:\d{1,2}\.)+\s+(?=[A-Z]\w+\s+[A-Z])|^(?:About|Introduction|Overview|Appendix|Page)\s+(?=[A-Z])",
        "",
        name,
    )
    name = re.sub(r"^.*\bBoards?\s+of\s+(?:the\s+)?(?:Directors\s+of\s+)?(?:the\s+)?(?=[A-Z])", "", name)
    role = roles.find(name)
    if (
        role
        and re.search(r"[A-Z]\w+.*\W", name[role[3] :].strip(" ,–—-:;"))
        and not re.match(r"\s+(?:of|for)\b", name[role[3] :])
    ):
        name = name[role[3] :].strip(" ,–—-:;")
    name = re.sub(
        r"^(?:Statement\s+(?:of|by|for)\s+|Our\s+|At\s+|For\s+|By\s+|Of\s+|In\s+|On\s+behalf\s+of\s+|And\s+|Signed\s+|Management\s+of\s+|Directors?\s+(?:of\s+|,\s*)|The\s+(?=[a-z])|Board\s+of\s+(?:Directors\s+of\s+)?)+",
        "",
        name.strip(),
    )
    name = re.sub(r"^(?:Board|Name|Position|Title|Company|Date)\s+(?:of\s+)?(?=[A-Z]\w+\s)", "", name)
    name = re.sub(r"^(?:.*\b)?Act\s+(?:of\s+)?20\d\d\W*(?:and\s+)?(?=[A-Z])", "", name)
    name = re.sub(rf"^\d{{1,2}}\s+{MONTH}\s+20\d\d\s+(?=[A-Z])", "", name, flags=re.IGNORECASE)
    name = _TITLE_WORDS.sub("", name)
    if name.startswith("(") and ")" not in name:
        name = name[1:]
    return name.strip(" ,()") if name.count("(") != name.count(")") else name.strip(" ,")


_TITLE_WORDS = re.compile(
    r"^.*(?:\b(?:Officer|Director|Chairman|Act|Secretary|Executive|Committee|Shareholders)\b|(?i:statement|\bslavery|trafficking)(?![a-z]))"
    r"[\s,:–-]*(?:20\d\d(?:[/-]\d\d)?)?\s*(?:Introduction\s+)?(?:(?i:of|for)\s+)?(?:the\s+)?(?=[A-Z])"
)


def _brand(seen: Sequence[Seen], common: frozenset[str]) -> dict[str, _Name]:
    names: dict[str, _Name] = {}
    proper = {w for s in seen for w in _PROPER.findall(s.text)}

    def add(raw: str, s: Seen, score: float, *, small: bool = False, tied: bool = False) -> None:
        text = _HEADED.sub("", re.sub(r"[’']s?$", "", raw.strip(' ,.:|–—-"“”')).strip())
        while text.split(" ")[0].isupper() and text.split(" ")[0].lower() in _STOP and _LED.match(text):
            text = text.split(" ", 1)[1]
        while " " in text and text.split(" ")[0].lower() in {"at", "in", "for", "within", "as", "of", "by", "here"}:
            text = text.split(" ", 1)[1]
        words = [w.strip(".,()’'").lower() for w in text.split()]
        while words and words[-1] in _LOOSE_END:
            words.pop()
            text = " ".join(text.split()[:-1])
        if (
            len(text) < 2
            or len(words) > 9
            or not words
            or all(w in _STOP for w in words)
            or words[0] in _NO_FIRST
            or any(w in _NO_NAME or (w.islower() and not small and w not in _SMALL) for w in text.split()[1:])
            or _OTHERS.search(text)
            or _GENERIC.match(text)
        ):
            return
        if (
            _DOCUMENT.search(text)
            or _PAGE.search(text)
            or ((held := roles.find(text)) and held[2] <= 4 and held[3] == len(text))
        ):
            return  # a page's name, or a role ("The Managing Director")
        if text.count("(") != text.count(")"):
            text = re.sub(r"\s*[()].*", "", text.lstrip("()"))
        plain = all(w in common or len(w) < 3 for w in words) and not (tied and len(words) > 1)
        if len(text) < 2 or text.isdigit() or (not small and (text[0].islower() or plain)):
            return
        n = names.setdefault(key(text), _Name(text))
        if n.text.isupper() and not text.isupper():
            n.text = text
        n.count += 1
        n.score += score
        n.seen.append(s)

    titles: set[tuple[str, str]] = set()

    def titled(name: str, raw: str, s: Seen) -> None:
        add(raw, s, 3.0 if (s.text, name) not in titles else 0.3)
        titles.add((s.text, name))

    for s in seen:
        brief = len(s.text) < 120 and s.passage.kind is not Kind.FURNITURE
        if s.title or (brief and (s.at < 6 or _STATEMENT_ON.search(s.text))):
            for t in (_TITLE_NAME.search(s.text), _TITLE_TAIL.search(s.text)):
                if t and not _SUBJECT_WORD.search(t[1]):
                    titled(t[1], re.sub(r"\b20\d\d\S*", "", t[1]), s)
            parts = _DASHED.split(s.text)
            for part in parts if len(parts) in {2, 3} and _SUBJECT_WORD.search(s.text) else ():
                if not _SUBJECT_WORD.search(part) and 2 < len(part) < 45:
                    titled(part, part, s)
        if s.passage.kind in {Kind.FURNITURE, Kind.CONTENTS}:
            continue
        for m in _GROUP.finditer(s.text) if "roup" in s.text else ():
            add(f"{m['name']} Group", s, 0.5)
        if s.opening or "statement" in s.text:
            for form in _ISSUED:
                if said := form.search(s.text):
                    group = " Group" if s.text[said.end() : said.end() + 6].lower() == " group" else ""
                    name = _FOOTNOTE.sub("", said["name"])
                    add(name + group, s, 4.5 if s.opening else 2.0, tied=not _BODIES.search(name.lower()))
            if (said := _SMALL_LETTERS.search(s.text)) and not _BODIES.search(said["name"]):
                add(said["name"], s, 3.5, small=True)
        for m in _DEFINED.finditer(s.text) if "(" in s.text else ():
            add(m["name"], s, 4.0 if s.opening else 1.5)
        for m in _SUBJECT.finditer(_RAN_IN.sub("", s.text if s.text.isascii() else _MARKED.sub("", s.text))):
            # one word at the start of a sentence may be any word: it counts when it has its capital elsewhere too
            if " " not in m["name"] and m["name"] not in proper and _MANY.match(m.string, m.end("name")):
                continue
            sure = " " in m["name"] or m["name"].rstrip("’'s") in proper or m["name"] in proper
            add(m["name"], s, (1.0 if sure else 0.3) + (0.5 if sure and (s.opening or m["at"] is not None) else 0.0))
    _merge(names)
    return names


def _merge(names: dict[str, _Name]) -> None:
    """A shorter name lends its count to the longer one that begins with it, when that is used as well."""
    total: defaultdict[str, float] = defaultdict(float)
    for k, n in names.items():
        for other, m in names.items():
            if other != k and k.startswith(other + " ") and n.count >= 2:
                total[k] += 0.5 * m.score
    for k, extra in total.items():
        names[k].score += extra


_COMPANY = re.compile(
    r"\b(?:Ltd|Limited|LIMITED|LTD|[Pp]lc|PLC|Inc|GmbH|AG|SE|Corp|Corporation|S\.?A|B\.?V|N\.?V|LLC)\b"
)


def _kind(name: str, seen: Sequence[Seen]) -> EntityType:
    """One of llp, charity, public body, partnership, other or company, from the name, then from what is said."""
    if re.search(r"\bL\.?L\.?P\b|Limited Liability Partnership", name):
        return "llp"
    if re.search(r"\bKG$", name):
        return "partnership"
    company = bool(_COMPANY.search(name))
    if not company and re.search(r"\b(?:NHS|Council|Authority|Borough|Police|Ministry|Department|Commission)\b", name):
        return "public body"
    if not company and re.search(r"\b(?:Building|Friendly|Co-?operative) Society\b", name):
        return "other"
    text = " ".join(s.text for s in seen if s.opening or s.closing)
    if not company and re.search(
        r"\b(?:University|College|Charity|CIO)\b|\b(?:Foundation|Trust|Academy|School|Church)$", name
    ):
        return "charity"
    if re.search(
        r"\b(?:is|as) an? (?:\w+ ){0,2}charity\b|\bexempt charity\b|\bcharity (?:number|no\b|registration)|\bcharitable (?:company|trust|incorporated)|\bregistered charity (?:number|no\b|in|\(|\d)|\b(?:we|which|our) (?:are|is) (?:\w+ ){0,2}(?:registered )?charity",
        text,
        re.IGNORECASE,
    ):
        return "charity"
    if not company and re.search(r"\b(?:general|limited) partnership\b", text):
        return "partnership"
    if not company and re.search(r"\bLLP\b", text) and re.search(r"\bmembers?\b|\bpartners?\b", text, re.IGNORECASE):
        return "llp"
    return "company"
