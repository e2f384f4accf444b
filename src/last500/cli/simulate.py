"""`simulate`: try ways of asking in a simulated street, and write down how they did."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from last500.cli.registry import command, option

HELD_OUT = 101  # the first seed that no policy was tuned on


@command(
    "simulate",
    "Try ways of asking in a simulated street and write one HTML report.",
    option("--street", default="usual", help="'usual', or the key of a street of this instance"),
    option("--policy", default="all", help="codes of ways of asking, with commas; or 'all'"),
    option("--mode", default="b", choices=("a", "b", "c")),
    option("--loads", default="1,3", help="times the usual number of requests, with commas"),
    option(
        "--days",
        type=int,
        default=60,
        help="of each run; the first quarter, at most 11, is no part of it",
    ),
    option("--seeds", default="20", help="how many held-out seeds, or first-last"),
    option("--modes", action="store_true", help="compare the modes A, B and C as well"),
    option("--changes", action="store_true", help="what would be if: more evenings, wider, …"),
    option("--sensitivity", action="store_true", help="with the assumptions halved and doubled"),
    option("--workers", type=int, default=1, help="processes"),
    option("--language", default="zh-hans", choices=("zh-hans", "en")),
    option("--out", default="simulation.html"),
    option("--keep", help="write the figures of the ways as JSON into this file as well"),
)
def simulate(args: argparse.Namespace) -> int | None:
    import django

    django.setup()
    from django.utils import translation

    from last500.dispatch.policies import BY_CODE
    from last500.simulation.behaviour import load
    from last500.simulation.report import report

    codes = list(BY_CODE) if args.policy == "all" else args.policy.split(",")
    try:
        seeds, loads = _seeds(args.seeds), [float(x) for x in args.loads.split(",")]
        unknown = [code for code in codes if code not in BY_CODE]
        if unknown or args.days < 12 or args.workers < 1 or min(loads) <= 0:
            raise ValueError(", ".join(unknown) or "days, workers or loads out of range")
        if args.keep and len(seeds) < 2:
            raise ValueError("one seed has no interval that could be kept")
        street = _street(args.street)
    except ValueError as wrong:
        print(f"simulate: {wrong}", file=sys.stderr)
        print(f"Ways of asking: {', '.join(BY_CODE)}", file=sys.stderr)
        return 1
    began = time.monotonic()
    with translation.override(args.language):
        sections = _sections(args, codes, seeds, loads, street)
        page = report(sections, load(), command="last500 " + " ".join(_words(args)))
    Path(args.out).write_text(page, encoding="utf-8")
    if args.keep:
        _keep(args, sections[: len(loads)])
    print(f"{args.out}: {len(page) / 1024:.0f} KB after {time.monotonic() - began:.0f} s")
    return None


def _sections(args, codes: list[str], seeds: Sequence[int], loads: list[float], street) -> list:
    from last500.simulation.studies import Studies
    from last500.simulation.town import Scenario

    studies = Studies(seeds, args.days, street=street, workers=args.workers, heard=_hear)
    found = [studies.ways(codes, Scenario(mode=args.mode, load=load)) for load in loads]
    if args.modes:
        found.append(studies.modes())
    if args.changes:
        found.append(studies.changes())
    if args.sensitivity:
        found += studies.doubts()
    return found


def _keep(args, ways: list) -> None:
    from last500.simulation.behaviour import load
    from last500.simulation.held_out import HeldOut, kept_of, written

    kept = tuple(kept_of(section.usual, section.compared) for section in ways)
    command = "last500 " + " ".join(_words(args))
    Path(args.keep).write_text(written(HeldOut(load().version, command, kept)), encoding="utf-8")


def _hear(heading: str, share: float) -> None:
    """A bar on a terminal, nothing elsewhere."""
    if sys.stderr.isatty():
        bar = "█" * round(30 * share)
        end = "\n" if share >= 1 else ""
        print(f"\r{bar:<30} {100 * share:3.0f}%  {heading}", end=end, file=sys.stderr, flush=True)


def _seeds(said: str) -> range:
    first, _dash, last = said.partition("-")
    if not last:
        return range(HELD_OUT, HELD_OUT + int(first))
    return range(int(first), int(last) + 1)


def _words(args: argparse.Namespace) -> list[str]:
    """What was asked for, without where it is written."""
    said = {k: v for k, v in vars(args).items() if k not in ("out", "keep", "workers")}
    kept = {k: v for k, v in said.items() if v not in (False, None)}
    return ["simulate", *(f"--{k}" if v is True else f"--{k} {v}" for k, v in kept.items())]


def _street(said: str):
    if said == "usual":
        return None
    from last500.places.models import Place
    from last500.simulation.figures import figures_of

    street = Place.objects.filter(level="street", pk=int(said)).first() if said.isdigit() else None
    if street is None:
        raise ValueError(f"no street {said}")
    return figures_of(street).street
