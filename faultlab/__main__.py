"""Run the faults one after another, print their table, keep it in var/faultlab.md."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
FAULTS = {
    "F1": "faultlab.web_killed",
    "F2": "faultlab.worker_killed",
    "F3": "faultlab.database_killed",
    "F7": "faultlab.line_cut",
    "F8": "faultlab.shuffled",
    "F17": "faultlab.one_small_box",
    "F18": "faultlab.flipped_bits",
}
LONGEST_SECONDS = 900


def main() -> int:
    wanted = os.environ.get("F", "").replace(",", " ").split() or list(FAULTS)
    results = []
    for name in wanted:
        begun = time.monotonic()
        result = run(name)
        result["seconds"] = round(time.monotonic() - begun)
        results.append(result)
        print(line(result), flush=True)
    text = "\n".join([*HEAD, *map(line, results)])
    kept = HOME / "var" / "faultlab.md"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text + "\n", encoding="utf-8")
    good = sum(result["good"] for result in results)
    print(f"\n{good} of {len(results)} faults survived, each with a control that failed.")
    return 0 if good == len(results) else 1


HEAD = (
    "| Fault | What was done | What was found | Control: the guard taken away | s | |",
    "|---|---|---|---|---:|---|",
)


def line(result: dict) -> str:
    mark = "holds" if result["good"] else "**FAILS**"
    cells = (result["name"], result["did"], result["found"], result["control"])
    return f"| {' | '.join(cells)} | {result['seconds']} | {mark} |"


def run(name: str) -> dict:
    with tempfile.TemporaryDirectory(prefix="last500-faultlab-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL runs as another user where we are root
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LAST500_")}
        environment |= {
            "FAULTLAB_FOLDER": folder,
            "PYTHONPATH": f"{HOME / 'src'}:{HOME}",
            "PYTHONUNBUFFERED": "1",
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", FAULTS[name]],
                env=environment,
                cwd=HOME,
                stdout=subprocess.PIPE,
                check=False,
                timeout=LONGEST_SECONDS,
            )
            said = json.loads(done.stdout.splitlines()[-1])
        except (subprocess.TimeoutExpired, IndexError, ValueError) as fault:
            said = {"did": "", "found": f"did not finish ({type(fault).__name__})", "control": ""}
            said["good"] = False
        return {"name": name, **said}


if __name__ == "__main__":
    sys.exit(main())
