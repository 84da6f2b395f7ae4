"""The command ``msa-check``: wiring, printing and exit codes.

Nothing here reads a document or judges one, and importing it is light: a command imports what it needs when it runs.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING

import click

from msa_check import __version__
from msa_check.cli import batch, check, compare, evaluate, export, read, register, review, rules, screen, silences
from msa_check.errors import ExitCode, MsaError

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Exit codes: 0 no gaps at or above --fail-on; 1 gaps; 2 wrong use or rule fault; 3 something could not be "
    "read (beats 1); 4 nothing to check; 70 a fault of msa-check itself; 130 interrupted.",
)
@click.version_option(__version__, message="msa-check %(version)s")
def commands() -> None:
    """Check modern slavery statements against section 54 of the UK Modern Slavery Act 2015.

    It supports a reader's judgement and does not replace it. Nothing leaves this computer; only 'register
    fetch' uses the network.
    """


for _module in (check, batch, compare, register, silences, review, export, rules, read, evaluate):
    commands.add_command(_module.command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (errors.ExitCode); ``arguments`` defaults to the command line's."""
    # the second reader's matrices are small: numpy's own threads gain nothing on them and crowd out a batch's workers
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    screen.prepare()
    try:
        code = commands.main(args=arguments, prog_name="msa-check", standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        screen.talk("msa-check: interrupted.")
        return ExitCode.INTERRUPTED
    except MsaError as fault:
        screen.talk(f"msa-check: {fault}")
        return fault.exit_code
    except Exception:  # noqa: BLE001 - it is told whole, and must not leave with the code for gaps
        traceback.print_exc()
        screen.talk("msa-check: this is a fault of msa-check itself. Please report it with the lines above.")
        return ExitCode.FAULT
    return int(code or 0)


if __name__ == "__main__":
    sys.exit(main())
