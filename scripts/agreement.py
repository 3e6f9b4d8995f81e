"""Tells where the pages and commands of an installation contradict each other.

``python scripts/agreement.py --home PATH``: looks at every page in every role under many filters,
asks the commands, and prints how much was read and what disagrees. Exits with 1 where something
does that no known fault explains. Nothing is changed but the ledger of who looked.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]


def main() -> int:
    """Crawl and print."""
    from tests.agreement.crawl import Crawl
    from tests.agreement.facts import by_meaning, disagreements
    from tests.agreement.open_faults import unexplained
    from tests.agreement.report import lines

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="WEISU_HOME of the installation")
    parser.add_argument("--most", type=int, default=6, help="how many values of each filter")
    parser.add_argument("--topics", type=int, default=3, help="how many topics from each list")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    found = Crawl(asked.home, most=asked.most, topics=asked.topics).walk(
        lambda who: print(f"… {who}", file=sys.stderr)
    )
    print("\n".join(lines(found)))
    return 1 if found.failed or unexplained(disagreements(by_meaning(found.facts))) else 0


if __name__ == "__main__":
    sys.exit(main())
