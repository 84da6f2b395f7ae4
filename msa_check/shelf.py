"""Where the rules, the report templates and the second reader's weights are: in the installed package, else in the checkout.

Nothing here judges what stands on the shelf.
"""

from __future__ import annotations

from pathlib import Path

from msa_check.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent


def rules_dir() -> Path:
    """The folder that holds one folder a rule pack. Raises UsageError when the installation lacks it."""
    return _find("rules", Path("rules"))


def packs() -> tuple[str, ...]:
    """The names of the rule packs that come with the program, in order."""
    return tuple(sorted(p.parent.name for p in rules_dir().glob("*/_pack.yaml")))


def second_reader() -> bytes:
    """The weights of the second reader as stored. Raises UsageError when the installation lacks them."""
    path = rules_dir() / "second-reader.npz"
    try:
        return path.read_bytes()
    except OSError as e:
        raise UsageError(
            f"the weights of the second reader are missing ({e.strerror}).",
            where=str(path),
            cure="Install msa-check again: pip install --force-reinstall msa-check",
        ) from None


def templates_dir() -> Path:
    """The folder of report templates. Raises UsageError when the installation lacks it."""
    return _find("templates", Path("reports", "templates"))


def _find(name: str, in_checkout: Path, package: Path = _PACKAGE) -> Path:
    installed, beside = package / "data" / name, package.parent / in_checkout
    for place in (installed, beside):
        if place.is_dir():
            return place
    raise UsageError(
        f"the {name} that come with msa-check are missing (looked in {installed} and {beside}).",
        where=str(package),
        cure="Install msa-check again: pip install --force-reinstall msa-check",
    )
