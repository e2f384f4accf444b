"""Print proposals for merging from a file of messages, for judging by hand.

    python benchmarks/merge_proposals.py FILE.csv [--first 100] [--threshold 0.3] [--skip 0]

The file needs the columns message_id, user, subject, submitted_at, text (UTF-8). All messages
are taken as one place, which is harder than life: a compound sees only its own.
"""

import argparse
import csv
import sys
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from last500.service_requests.similar import THRESHOLD, Item, Proposal, proposals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--first", type=int, default=100)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--length", type=int, default=160, help="characters shown of each text")
    options = parser.parse_args()
    items = read(options.file)
    start = time.perf_counter()
    found = proposals(items, options.threshold)
    seconds = time.perf_counter() - start
    print(f"{len(items)} texts, {len(found)} proposals in {seconds:.2f} s")
    by_key = {item.key: item for item in items}
    for number, one in enumerate(found[options.skip :][: options.first], options.skip + 1):
        show(number, one, by_key, options.length)


def read(path: Path) -> list[Item]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [
            Item(
                key=row["message_id"],
                text=f"{row['subject']}\n{row['text']}",
                at=datetime.fromisoformat(row["submitted_at"].replace("/", "-")),
                author=row["user"],
            )
            for row in csv.DictReader(stream)
        ]


def show(number: int, one: Proposal, by_key: dict[str, Item], length: int) -> None:
    why = one.because
    print(f"\n#{number}  {one.score}  {why.days} days  same author: {why.same_author}")
    print("   shared:", " / ".join(why.phrases))
    for key in (one.a, one.b):
        print("   -", " ".join(by_key[key].text.split())[:length])


if __name__ == "__main__":
    main()
