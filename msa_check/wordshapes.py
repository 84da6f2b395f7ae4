"""How months, capital letters and people's names look in print, for whoever reads lines or facts.

Nothing here knows a document, a role or whether somebody signed.
"""

from __future__ import annotations

import re

MONTH = r"(?:jan(?:uary)?|feb(?:ruary|uray)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
"""A month, in expressions that do not mind capitals."""

CAPITAL = "[" + "".join(chr(n) for n in range(0x250) if chr(n).isupper()) + "]"
"""A capital letter of the Latin alphabets (up to Latin Extended-B): A, É, Ł, Š, İ. Only for expressions that mind capitals."""

_WORD = rf"(?:{CAPITAL}[\w'’`-]*\.?|(?:{CAPITAL}\.)+{CAPITAL}?(?!\w)|{CAPITAL}(?=\s))"
_PARTICLE = r"(?:de|van|von|der|den|da|di|la|le|du|bin|al|el|Mc|O[’'])"
TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Prof|Professor|Cllr|Councillor|Rev)"
"""A courtesy title before a name."""
NAME = re.compile(
    rf"(?:(?:{TITLE}\.?\s+)?{_WORD}(?:\s+(?:{_PARTICLE}\s+)*{_WORD}){{1,3}}|(?:Lord|Lady|Baroness)\s+{_WORD}(?:\s+of\s+{_WORD})?)"
)
"""Two to four capitalised words, as a person's name has; many other things look so too."""
