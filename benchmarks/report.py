"""The table that `make bench` prints."""

import platform
from importlib.metadata import version

LIMITS = {"place": 12, "accept": 8, "desk": 6}
HEAD = (
    f"{'':<8}{'req/s':>7}{'(low–high)':>14}{'p50 ms':>8}{'p95 ms':>8}{'SQL':>5}{'+tx':>4}"
    f"{'CPU ms':>8}{'db CPU':>8}{'KB':>6}   {'raw/s':>7}{'p50 ms':>8}   ratio (low–high)"
)


def table(results: list[dict]) -> str:
    lines = [
        f"Python {platform.python_version()}, Django {version('django')},"
        f" granian {version('granian')}; 8 clients in a closed loop; medians of the rounds.",
        "SQL: statements of one request, transaction control (+tx) apart. CPU ms: of the web",
        "server's processes for each request; db CPU: of PostgreSQL's (SQLite runs in ours).",
        "raw: the same operation as bare SQL; ratio: our requests per second to its.",
    ]
    for result in results:
        lines += block(result)
    return "\n".join(lines)


def block(result: dict) -> list[str]:
    filled = f"{result['size']:,} requests (filled in {result['fill']:.0f} s)"
    return ["", f"{result['database']}, {filled}", HEAD, *map(line, result["found"])]


def line(row: dict) -> str:
    over = row["statements"] > LIMITS.get(row["operation"], 99)
    spread = f"({row['lowest']:.0f}–{row['highest']:.0f})"
    return (
        f"{row['operation']:<8}{row['rate']:>7.0f}{spread:>14}{row['p50']:>8.1f}{row['p95']:>8.1f}"
        f"{row['statements']:>5}{row['control']:>4}{row['cpu']:>8.2f}{row['database_cpu']:>8.2f}"
        f"{row['bytes'] / 1024:>6.0f}   {row['floor_rate']:>7.0f}{row['floor_p50']:>8.2f}"
        f"   {row['ratio']:.3f} ({row['ratio_lowest']:.3f}–{row['ratio_highest']:.3f})"
        f"{'  over the limit' if over else ''}"
    )
