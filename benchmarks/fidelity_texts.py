"""What the fidelity set is made of: fictional statements as blocks, the layouts they are set in, and the truth.

Every company here is invented. Rendering is fidelity_pages.py's, scoring fidelity_score.py's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "tests" / "statements" / "sources"
MARKS = {"# ": "title", "## ": "h2", "### ": "h3", "- ": "item", "| ": "row", "~ ": "sign"}


@dataclass(frozen=True)
class Block:
    """``kind`` is title, h2, h3, p, item, row or sign; ``note`` the footnote that hangs on its end."""

    kind: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Layout:
    """How a statement is set."""

    name: str
    columns: int = 1
    gap: float = 20.0
    """Points between columns."""
    sidebar: bool = False
    landscape: bool = False
    turned: int = 0
    """Degrees by which the finished page is shown turned (clockwise)."""
    drop_cap: bool = False
    furniture: bool = False
    justified: bool = False
    notes: bool = False
    soft_hyphens: bool = False
    bullet: str = "•"
    size: float = 10.5
    ruled: str = "grid"
    """Lines of tables: grid, rows or none."""


@dataclass(frozen=True)
class Document:
    """One statement in one layout; ``aside`` are the blocks of the sidebar."""

    name: str
    layout: Layout
    blocks: tuple[Block, ...]
    aside: tuple[Block, ...] = ()
    head: str = ""
    foot: str = ""
    furniture: tuple[str, ...] = field(default=())


LAYOUTS = (
    Layout("single"),
    Layout("two-columns", columns=2, size=9.5),
    Layout("three-with-sidebar", columns=2, sidebar=True, gap=16, size=9),
    Layout("tables", ruled="grid"),
    Layout("tables-rows", ruled="rows", size=10),
    Layout("tables-bare", ruled="none", size=10),
    Layout("header-footer", furniture=True),
    Layout("footnotes", notes=True, furniture=True),
    Layout("landscape", landscape=True, columns=2, gap=26),
    Layout("rotated", turned=90),
    Layout("drop-caps", drop_cap=True, justified=True),
    Layout("bullets", bullet="–"),
    Layout("narrow-gutters", columns=3, gap=9, size=8.5, justified=True),
    Layout("hyphenated", columns=2, justified=True, soft_hyphens=True, size=10),
    Layout("four-columns", columns=4, gap=10, size=8, landscape=True),
    Layout("upside-down", turned=180, drop_cap=True),
    Layout("turned-left", turned=270, columns=2, size=10),
    Layout("framed-columns", columns=2, gap=14, size=11, justified=True, furniture=True),
)

SIDEBAR = (
    Block("h3", "At a glance"),
    Block("p", "Nine sites in Britain and one in Portugal, with a little over four hundred colleagues between them."),
    Block("p", "Our helpline is open day and night and costs nothing to call."),
    Block("h3", "Who to ask"),
    Block("p", "The Ethical Trade Manager answers questions about this page and welcomes hard ones."),
)
NOTES = (
    "The figures leave out seasonal pickers who worked for fewer than ten days.",
    "An audit counts once even when the auditor came back to close a finding.",
    "Prices were converted at the rate of the last day of the year.",
)
TABLES = """## Where our goods come from

We list below the countries from which we buy most, with the number of suppliers and the risk that we see there.

| Country | Suppliers | Goods | Risk |
| Portugal | 14 | Cork and tiles | Low |
| Vietnam | 22 | Furniture and baskets | High |
| Turkey | 9 | Cotton towels and robes | Medium |
| Morocco | 6 | Glazed tableware | Medium |
| India | 31 | Granite, rugs and brassware | High |

## Risks and what we do

The matrix shows the main risks with the step we took against each of them in the year.

| Risk | Who may be harmed | What we did |
| Debt bondage through recruitment fees | Migrant workers in furniture workshops who paid an agent for their job | We made suppliers repay 41 workers and now interview new starters within their first month |
| Withheld papers | Domestic staff of visiting managers | Housing is inspected twice a year and passports stay with their owners |
| Child labour | Children at home-working families who knot rugs | We buy only from looms that an outside body inspects without warning |

## How we measure progress

Four indicators are put before the board every half year.

| Indicator | 2024 | 2025 | Target |
| Suppliers audited | 41 | 38 | 45 |
| Findings closed in time | 72% | 85% | 90% |
| Buyers trained | 18 | 25 | 25 |
| Calls to the helpline | 7 | 12 | none set |

We are pleased with the third line and not yet with the second, where two workshops missed their dates.
"""
LISTS = """## Our rules for suppliers

Every supplier of Quarrendon Lamps Limited promises in writing that:

- nobody who works there has paid for the job, whether to an agent, a foreman or a friend of either, and that any fee which comes to light later is repaid in full within thirty days
- workers hold their own passports
- wages are paid every month into the worker's own account, with a slip in a language that the worker reads
- nobody under sixteen is employed

We check this in four ways:

- visits without warning
- interviews with workers, away from their foremen and in their own language, by somebody who has been trained to ask
- a look at the books of every labour agent
- calls to the helpline

## When something is wrong

We first make sure that those harmed are safe. Then we ask the supplier to put things right, and go back after three months to see whether it has. Only when it will not do so do we end the contract.

- one contract was ended in the year
- three suppliers repaid fees
"""
_STATEMENTS = ("thornbeck-foods", "ostrapool-group", "larkmoor-vane-llp", "zibbly-platform", "saltmere-university")


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a source text (marks as in tests/statements/make.py)."""
    out = []
    for line in filter(None, source.splitlines()):
        mark = line[: line.index(" ") + 1] if " " in line else ""
        kind = MARKS.get(mark, "p")
        out.append(Block(kind, line[len(mark) :] if kind != "p" else line))
    return tuple(out)


def documents() -> list[Document]:
    """Every layout with two statements each."""
    texts = [blocks((SOURCES / f"{s}.txt").read_text(encoding="utf-8")) for s in _STATEMENTS]
    out = []
    for i, layout in enumerate(LAYOUTS):
        for k in (0, 1):
            chosen = texts[(i + 2 * k) % len(texts)]
            out.append(_document(layout, chosen, k))
    return out


def _document(layout: Layout, text: tuple[Block, ...], number: int) -> Document:
    titles = [b.text for b in text if b.kind == "title"]
    if layout.name.startswith("tables"):
        text = (*[b for b in text if b.kind != "row"][: 8 + 6 * number], *blocks(TABLES))
    elif layout.name == "bullets":
        text = (*text[: 6 + 8 * number], *blocks(LISTS))
    else:
        text = tuple(b for b in text if b.kind != "row")
    if layout.notes:
        notes = iter(NOTES)
        long = [i for i, b in enumerate(text) if b.kind == "p" and len(b.text) > 200][1:4]
        text = tuple(Block(b.kind, b.text, next(notes)) if i in long else b for i, b in enumerate(text))
    head = f"{titles[0]} — published on our website" if layout.furniture else ""
    foot = "Registered office: 3 Tollgate Yard, Ambleford" if layout.furniture else ""
    furniture = (head, foot, "Page 1 of") if layout.furniture else ()
    return Document(
        f"{layout.name}-{number + 1}", layout, text, SIDEBAR if layout.sidebar else (), head, foot, furniture
    )
