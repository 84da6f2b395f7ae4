"""Names of people as they stand in sign-offs. Nothing here knows roles or dates, or whether somebody signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.model import Kind
from msa_check.wordshapes import NAME, TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.facts.seen import Seen

_HONOURS = r"(?:(?:K|C|O|M|D)BE|QC|KC|FRS|JP|DL|FCA|ACA|FCCA|FCIPS|MCIPS|PhD|M\.D|MP)"
_TITLED = re.compile(rf"^{TITLE}\.?\s+")
_PEERS = frozenset({"lord", "lady", "baroness"})
_HONOURABLE = re.compile(r"^(?:The\s+)?(?:Rt\.?\s+)?Hon(?:ourable)?\.?\s+")
_SMALL_WORD = re.compile(r"(?<![\w@./-])[a-z]{3,}(?![\w@])")
_DIGIT = re.compile(r"\d")
_HONOURED = re.compile(rf"(?:,?\s+{_HONOURS}\b)+\W*$")
_NOT_NAMES = frozenset(
    "quick links guidelines candidate documents election voting authority regulation prudential conduct regulatory annexure annex feeds contacts rss alerts share price account order tracking from management committee leadership lead independent non-executive useful information my favourites modern slavery human trafficking statement act board directors director group limited ltd plc llp company companies policy code signed "
    "date dated name title position role signature approved behalf the this our we on for and of by in at to is was chief executive officer "
    "managing chair chairman secretary head manager president member partner trustee council university committee january february march april "
    "may june july august september october november december page version annual report united kingdom uk great britain england london ireland "
    "supply chain suppliers supplier business services service international global europe european holdings trust foundation association "
    "registered office number tel telephone email contact privacy terms conditions cookies cookie website home about corporate responsibility "
    "sustainability finance financial operations operating general commercial procurement human resources legal compliance ethics technical "
    "quality safety health environment risk due diligence training steps further future next year introduction conclusion summary review "
    "reviewed document owner issue date print printed authorised full sign yours sincerely faithfully duly declaration download share back "
    "appendix section part road street house park lane avenue court square place building floor new york board's non senior vice deputy "
    "transparency disclosure ended ending fy gmbh inc corporation corp bank insurance school college academy nhs hospital housing homes "
    "regards confirmed responsible follow find more read menu search product products customer news careers investors events call us gift "
    "vouchers shop delivery returns store stores help login register account sitemap accessibility social media facebook twitter linkedin last updated ratified frequency investor relations resort resorts conference "
    "instagram youtube legalities rights reserved copyright powered click here sign up newsletter subscribe basket checkout brand brands jobs "
    "gender pay gap tax strategy our offices locations media centre press whistleblowing governance people team teams partners members all "
    "information protection data gdpr equal opportunities diversity inclusion wellbeing living wage stronger together key performance "
    "indicators assessment assessments action plan approach commitment introduction background scope purpose definitions structure labour "
    "exploitation forced child bonded ethical trading initiative base universal rights convention nations guiding principles charter awareness "
    "north south east west northern southern eastern western scotland wales america africa asia american middle emea apac apprentice apprenticeship administration administrator administrative vehicle used technician engineer engineering "
    "assistant adviser advisor consultant coordinator co-ordinator specialist representative operator supervisor analyst sales marketing parts "
    "workshop vp svp evp avp ceo cfo coo receptionist driver clerk controller trainee graduate warranty contracts buyer planner".split()
)


_GIVEN = frozenset(
    "adam adrian alan alex alexander alice alison amanda andrew andy angela ann anna anne anthony antony barbara ben benjamin bernard brian "
    "caroline carol catherine charles charlotte chris christina christine christopher claire clare colin craig daniel darren david dawn dean "
    "deborah debbie denise derek diane donald donna dorothy duncan edward elaine elizabeth emily emma eric fiona frances francis frank fred gareth "
    "gary gavin geoff geoffrey george gerald giles gillian glenn gordon graham grant greg hannah harry heather helen henry howard hugh ian isabel jack "
    "jackie james jamie jane janet jason jean jennifer jenny jeremy jessica jill jim joan joanna joanne joe john jonathan joseph judith julia julian "
    "julie karen kate katherine keith kelly kenneth kevin laura lauren lee leslie lesley linda lindsay lindsey lisa louise lucy luke lynn malcolm marcus margaret maria marie "
    "marion mark martin mary matthew michael michelle mike mohammed natalie neil nicholas nick nicola nigel oliver olivia pamela patricia patrick "
    "paul paula penny peter philip phil rachel ralph rebecca richard rob robert robin roger ronald ross roy rupert russell ruth ryan sadie sally sam "
    "samantha samuel sandra sara sarah scott sean sharon sheila simon sophie stephanie stephen steve steven stewart stuart sue susan suzanne ted "
    "teresa terence terry thomas tim timothy tom tony tracey tracy trevor tyler valerie vanessa victoria vincent wendy william yvonne zoe "
    "aaron aarti abdul abdullah abdulrahman abena abigail abimbola adaeze adebayo adeola adewale aditi aditya adwoa agata agnieszka ahmad ahmed "
    "aidan aileen aisha aishah aleksandra ali alicja alistair amadou amina amir amira amit amrit amy andrea andrzej aneta anh anil anita anjali "
    "ankit anwar anya arjun arun asif asma ayesha ayodele babatunde balraj bartosz beata becky beth bilal bob bogdan brendan bruce callum carl "
    "carlos catalina chiamaka chidi chinedu chloe chukwuemeka claudia clive connor damian dan daniela danielle danny danuta dave deepa deepak "
    "deepika diego dilip dinesh dipak dominic dorota dylan ebele eileen eleanor elena elif ella ellen emeka emre erin esra ewa ewan ewelina "
    "faisal farah farhan fatima fatou felicity femi feng fernando folake funmi gail ganesh gemma georgina gita giulia giuseppe graeme grzegorz "
    "gurpreet hamza harjit harpreet harriet haruka hassan hayley heidi hilary hiroshi huda hui hussain hussein iain ibrahim ifeoma imogen imran "
    "ioana iqbal isabella iwona jacob jacqueline jake jamal jaswinder jatinder javed javier jayesh jeff jerzy jing joao joel jolanta jon jorge "
    "jose josh joshua juan justin kamila kamran karl kathryn katie kavita kay kayode kemi kenji kenzo khadija khalid kieran kim kiran kirsten "
    "kirsty kofi kojo krzysztof kwabena kwame kwasi kweku kyle laszlo layla leah leila liam lorna lorraine lucia luigi luis lydia magdalena "
    "mahmood mahmoud malgorzata malgosia mandy manish manjit marc marcin marco marek mariam marta maryam mateusz matt maureen meera megan "
    "mehmet mehul mei melanie melissa michal miguel mihai mikolaj minh miriam mohamed mohammad mohamud monica monika muhammad mukesh musa "
    "mustafa nabil nadia naomi nasreen natalia natasha nathan naveed neha ngoc ngozi niall nikhil nikolaos nilesh nina nisha nkechi nuno obinna "
    "olena olga olufemi oluwaseun omar osman owen ozan paolo parminder parveen pauline pavel pawel pedro philippa phillip piotr pooja pradeep "
    "prakash pranav preeti priya priyanka rachael radu rafal rahul raj rajesh rajiv rakesh ramesh rashid raul ravi renata reza rhys ricardo "
    "ritu roberto rohan rohit rory ryszard sabina sadia sajid sakura salim salma samina samir sandeep sanjay sanjeev sarita satnam sebastian "
    "sergio seun shabana shabnam shahid shane shaun shazia shilpa shirley shreya sian simran siobhan sita slawomir sofie sonia stacey suleiman "
    "sunil sunita suresh surinder susannah svetlana swati sylvia takeshi tanya tariq tatiana thabo themba theresa tina toby tomas tomasz tunde "
    "uche uchenna usha usman uzma veronica vijay vikas vikram vinod vivek vladimir wayne wei wojciech xiao yasmin yaw yetunde ying youssef yuki "
    "yusuf zac zahid zahra zainab zbigniew zeynep zofia zoltan zsofia".split()
)
"""Common given names: the name of who owns an organisation may be its own name too.

A word behind one may be a surname. So names are left out that are as often a bank, a place or a word of sign-offs
("Habib", "Georgia", "Max"), or that streets and houses have ("Rosemary Lane").
"""

_FORMS = frozenset("AG SE KG SA NV BV AB AS".split())
"""Legal forms that would pass for initials before a name: "Larkfield AG Peter Vale"."""

_SURNAMES = frozenset(
    "page park lane house street may read price brand press bank north south east west england ireland wales london court building".split()
)
"""Words that are no name but after a given name."""

_AFTER_ANY_NAME = frozenset("page price bank read may north south east west".split())
"""Those of them that count after a title, an initial or an unknown first name in a name's own place: "J. Price"."""

_BEFORE_A_THING = frozenset(
    "fair best market list full half unit retail wholesale purchase buying selling cost oil food fixed world central private merchant savings "
    "clearing investment reserve first trust second data time blood river royal federal union far middle near mid deep true magnetic upper lower inner outer great new "
    "yorkshire lancashire cheshire derbyshire staffordshire shropshire warwickshire worcestershire gloucestershire oxfordshire "
    "hampshire hertfordshire bedfordshire cambridgeshire lincolnshire nottinghamshire leicestershire northamptonshire "
    "berkshire wiltshire cumbria northumberland durham cornwall devon dorset somerset sussex surrey kent essex suffolk norfolk midlands thames "
    "web front landing cover top tier single blank print email own other every each my your its these those low high must please must ending trafficking slavery".split()
)
"""Words that make a thing, a place or a sentence of them: "Fair Price", "World Bank", "Far East", "Sussex East"."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the whole statement tells about words: those it uses without a capital, and those of the organisation's name."""

    common: frozenset[str]
    organisation: frozenset[str]


def common_words(seen: Sequence[Seen]) -> frozenset[str]:
    """The words of running text that stand in small letters."""
    common: set[str] = set()
    for s in seen:
        if s.passage.kind in {Kind.PARAGRAPH, Kind.LIST_ITEM}:
            common.update(_SMALL_WORD.findall(s.text))
    return frozenset(common)


def words(common: frozenset[str], organisation: str = "") -> Words:
    """The common words together with those of the organisation's name."""
    own = frozenset(w.lower() for w in re.findall(r"[\w’'&-]+", organisation) if len(w) > 1)
    return Words(common, own)


NO_WORDS = Words(frozenset(), frozenset())


def is_name(text: str, known: Words = NO_WORDS) -> bool:
    """Whether the words look like a person's name: two to four capitalised words that are no other thing's."""
    t = _HONOURABLE.sub("", _HONOURED.sub("", text.strip(" .,;:–—-|*_")))
    m = NAME.fullmatch(t)
    if not m or len(t) > 45 or _DIGIT.search(t):
        return False
    tokens = [w.strip(".,'’").lower() for w in t.split()]
    odd = [w for w in tokens if w in _NOT_NAMES]
    if tokens[0] in _PEERS and odd == ["of"]:
        odd = []
    untitled = _TITLED.sub("", t).split()
    if odd == tokens[-1:] and untitled[0].lower() in _GIVEN and odd[0] in _SURNAMES:
        odd = []
    if (
        odd == tokens[-1:]
        and len(untitled) == 2 < len(tokens)
        and tokens[0] not in _PEERS
        and odd[0] in _AFTER_ANY_NAME
    ):
        odd = []  # "Ms Larkin Page": a title makes a person of any first name
    if odd or not any(len(w) > 1 for w in tokens) or not _FORMS.isdisjoint(t.split()[1:]):
        return False
    if not any(c.islower() for c in t) and len(tokens) > 3:
        return False
    long = [w for w in tokens if len(w) > 2]
    if long and all(w in known.organisation for w in long) and tokens[0] not in _GIVEN:
        return False
    if long and all(w in known.common for w in long):
        return False
    # letters printed twice, "Ccoonnttaacctt": a web page's overlaid lines
    return not re.search(r"(\w)\1(\w)\2(\w)\3", t, re.IGNORECASE)


def is_worded(text: str, known: Words = NO_WORDS, *, labelled: bool = False, above_role: bool = False) -> bool:
    """Whether two words that are all of a line, or all that stands by a role, can be a name with a word for a surname.

    That takes an initial ("J. Price"), a label before it or a place right above a role, where however banks stand too; of
    a title or a common given name ``is_name`` is sure. Such a name counts where there is no other.
    """
    t = text.strip(" .,;:–—-|*_")
    first, _, last = t.partition(" ")
    small = first.strip(".,").lower()
    initial = len(first.strip(".")) == 1
    own_place = above_role and last.lower() != "bank"
    return (
        (initial or labelled or own_place)
        and last.lower() in _AFTER_ANY_NAME
        and bool(NAME.fullmatch(t))
        and (t.isupper() or initial or not first.isupper())
        and not first.endswith(("’s", "'s"))
        and small not in _NOT_NAMES | _BEFORE_A_THING | known.common | known.organisation
    )


def is_given(name: str) -> bool:
    """Whether the first word is a common given name."""
    return name.split(" ", 1)[0].lower() in _GIVEN


def is_owned(name: str, known: Words) -> bool:
    """Whether the first word is the organisation's rather than a given name."""
    return _own(name.split(" ", 1)[0], known) and not is_given(name)


def leading(text: str, known: Words = NO_WORDS) -> str:
    """The name that the text begins with, tidied; "" when there is none."""
    tokens = text.split()
    for n in (4, 3, 2):
        head = " ".join(tokens[:n])
        if len(tokens) < n or (n > 2 and _own(tokens[n - 1], known)):
            continue
        if is_name(head, known):
            return tidy(head)
    return ""


def trailing(text: str, known: Words = NO_WORDS) -> str:
    """The name that the text ends with, tidied; "" when there is none."""
    tokens = text.rstrip(" ,;:–—-|(").split()
    for n in (3, 2, 4):
        tail = " ".join(tokens[-n:])
        if len(tokens) < n or (n > 2 and (_own(tokens[-n], known) or tokens[-n] in _FORMS)):
            continue
        if is_name(tail, known):
            return tidy(tail)
    return ""


def _own(token: str, known: Words) -> bool:
    """Whether a word beside the name belongs to the organisation's name."""
    return token.strip(".,'’()").lower() in known.organisation


def tidy(name: str) -> str:
    """A name without courtesy title and loose marks; one in capitals is set in small letters."""
    name = re.sub(rf",\s+{_HONOURS}\b.*$", "", name)
    name = re.sub(r"^(\S+ \S+) \1$", r"\1", name)
    name = _HONOURABLE.sub("", name.strip(" .,;:–—-|"))
    name = re.sub(r"^(?:Mr|Mrs|Ms|Miss)\.?\s+", "", name)
    return name.title() if name.isupper() and len(name) > 4 else name
