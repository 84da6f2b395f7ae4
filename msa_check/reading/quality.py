"""Whether what was read is English text at all; garbled text and other languages are said, not judged.

Nothing here changes a passage.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msa_check.errors import Unread
from msa_check.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.model import Passage

COMMON = frozenset(
    "the of and to in a is that for it as was with be by on not he his are this have from at or an they which one you were all her she there would "
    "their we him been has when who will no more if out so said what up its about than into them can only other time new some could these two may "
    "first then do any like my now over such our me even most made after also did many must before back through year years where much your way down "
    "should because each just those how too state good very make world still see work men well get here between being under never day same another "
    "know while last might us great since against go came right used take three business supply chain chains suppliers supplier slavery modern human "
    "trafficking company group statement policy policies risk training staff employees people act board ensure within including".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_SOURCE = re.compile(r"\bimport \w+ from ['\"]|<\?php|\{%\s*\w+|export (?:const|default)\b|<[A-Z]\w+ [a-z]+=")
_FEWEST = 20
"""Words below which nothing can be judged: the name of a file, a cover without its pages."""
_LEAST = 0.2
"""Least share of common words among the words of English text (lists of names have less: then length decides)."""

_GLUED = 20
"""Letters above which a word of running text is most likely several that lost their spaces."""


def judge(passages: Sequence[Passage], declared: str = "") -> str:
    """The language as a code ("en"). Raises Unread: "no-statement-text" (nothing there), "garbled" or "not-english"."""
    text = " ".join(p.text for p in passages if p.kind is not Kind.FURNITURE)
    words = _WORD.findall(text.lower())
    if len(words) < _FEWEST and len(text) < 20 * _FEWEST:  # fewer words in more text have lost their spaces
        raise Unread("no-statement-text", f"It holds {len(words)} word{'s'[: len(words) != 1]}.")
    if len(words) < 120 and _SOURCE.search(text):
        raise Unread(
            "no-statement-text",
            "It is the source of a web page that a program fills, not the page.",
            cure="Open the page in a browser and save the statement itself.",
        )
    share = common_share(words)
    if is_garbled(text, words, share):
        raise Unread("garbled")
    if share >= _LEAST or len(words) < 25:
        return "en"
    code, name = _language(text)
    if code == "en" or (declared.lower().startswith("en") and share >= _LEAST / 2):
        return "en"
    raise Unread("not-english", f"It seems to be {name}." if name else "")


def common_share(words: Sequence[str]) -> float:
    """Share of the commonest English words among the words given (running text: about a half)."""
    return sum(w in COMMON for w in words) / len(words) if words else 0.0


def is_garbled(text: str, words: Sequence[str], share: float) -> bool:
    """Text of lost spaces, unmapped glyphs or shuffled letters."""
    if not words:
        return False
    if text.count("(cid:") * 5 > len(words) or text.count("\ufffd") * 10 > len(text):
        return True
    mean = sum(map(len, words)) / len(words)
    if mean > 14 and share < _LEAST:  # lost spaces
        return True
    if sum(len(w) for w in words if len(w) > _GLUED) > 0.4 * sum(map(len, words)):  # spaces lost in most lines
        return True
    single = sum(len(w) == 1 for w in words) / len(words)
    if single > 0.5 and len(words) > 40:  # l e t t e r s apart
        return True
    if len(words) <= 40 or share >= 0.05:
        return False
    ascii_letters = sum(c.isascii() and c.isalpha() for c in text)
    vowels = sum(c in "aeiouAEIOU" for c in text)
    return ascii_letters > 0.5 * len(text) and not 0.27 < vowels / max(1, ascii_letters) < 0.55


_NAMES = {
    "af": "Afrikaans", "am": "Amharic", "an": "Aragonese", "ar": "Arabic", "as": "Assamese", "az": "Azerbaijani", "ba": "Bashkir", "be": "Belarusian",
    "bg": "Bulgarian", "bn": "Bengali", "br": "Breton", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German",
    "dz": "Dzongkha", "el": "Greek", "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
    "fo": "Faroese", "fr": "French", "fy": "Frisian", "ga": "Irish", "gd": "Scottish Gaelic", "gl": "Galician", "gu": "Gujarati", "ha": "Hausa",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "ig": "Igbo",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "jv": "Javanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada",
    "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin", "lb": "Luxembourgish", "lg": "Ganda", "ln": "Lingala", "lo": "Lao",
    "lt": "Lithuanian", "lv": "Latvian", "mg": "Malagasy", "mk": "Macedonian", "ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi", "ms": "Malay",
    "mt": "Maltese", "my": "Burmese", "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "oc": "Occitan",
    "om": "Oromo", "or": "Odia", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "qu": "Quechua", "ro": "Romanian", "ru": "Russian",
    "rw": "Kinyarwanda", "sa": "Sanskrit", "se": "Northern Sami", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "sn": "Shona", "so": "Somali",
    "sq": "Albanian", "sr": "Serbian", "st": "Sotho", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "tg": "Tajik", "th": "Thai",
    "tk": "Turkmen", "tl": "Tagalog", "tr": "Turkish", "tt": "Tatar", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese",
    "wa": "Walloon", "xh": "Xhosa", "yo": "Yoruba", "yue": "Cantonese", "zh": "Chinese", "zu": "Zulu",
}  # fmt: skip


def _language(text: str) -> tuple[str, str]:
    import py3langid

    code = str(py3langid.classify(text[:20_000])[0])
    return code, _NAMES.get(code, "")
