"""The command."""

import argparse
import json
import sys
import zipfile
from pathlib import Path

from last500.proof.verify.checking import SHOWN, Check


def contents(file):
    """Of a ZIP, or of the same as one JSON file: {"files": {name: text}}."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as bundle:
            return {name: bundle.read(name) for name in bundle.namelist()}
    files = json.loads(Path(file).read_bytes())["files"]
    return {name: text.encode() for name, text in files.items()}


def main(words=None):
    parser = argparse.ArgumentParser(description="核验包检查 · Check a bundle of the log")
    parser.add_argument("bundle")
    for name in ("--checkpoint", "--key", "--code", "--witness"):
        parser.add_argument(name, action="append", default=[])
    parser.add_argument("--en", action="store_true", help="English as well")
    given = parser.parse_args(words)
    try:
        check = Check(contents(given.bundle))
        older = [(name, Path(name).read_bytes()) for name in given.checkpoint]
        keys, witnesses = ([Path(k).read_text("utf-8").strip() if Path(k).exists() else k
                            for k in lines] for lines in (given.key, given.witness))  # fmt: skip
        check.run(older, keys, given.code, witnesses)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        sys.stdout.write(f"打不开 · cannot be read: {fault}\n")
        return 2
    more, count = len(check.problems) - SHOWN, len(check.rows)
    said = check.problems[:SHOWN] + (
        [(f"还有 {more} 处", f"… and {more} more")] if more > 0 else []
    )
    good = f"完整：{count} 条，没有改动", f"Intact: {count} entries, none changed"
    said += [*check.notes, ("有问题", "Something is wrong") if check.problems else good]
    lines = [f"{chinese}。 {english}." if given.en else f"{chinese}。" for chinese, english in said]
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main())
