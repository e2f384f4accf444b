"""`keys new | rotate | check | destroy`: the life of the keys that seal personal data."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from last500.cli.instance import complain
from last500.cli.registry import command, option
from last500.cli.town import show

# A transaction that began before a key went to rest may still end with a value sealed by it.
REST_MINUTES = 10
READ_ONLY = (
    "the keys come from LAST500_KEYS_JSON and are not written by this command. Write the next ones "
    "with `last500 keys rotate --to FILE`, bring them there, restart, and run `keys rotate` again."
)


def ready() -> None:
    import django

    django.setup()


@command(
    "keys new",
    "Write a new key file; one that is there is never overwritten.",
    option("path", type=Path, nargs="?", help="where (default: LAST500_KEYS)"),
)
def new(args: argparse.Namespace) -> int:
    from django.conf import settings

    from last500.base.keyfile import write_keys

    path = args.path or settings.KEYS_FILE
    if not args.path and settings.KEYS_READ_ONLY:
        return complain("the keys come from LAST500_KEYS_JSON: name the file to write.")
    try:
        write_keys(path)
    except FileExistsError:
        return complain(f"there are keys at {path}. Nothing was changed.")
    print(f"New keys in {path}. Keep a copy apart from the database.")
    return 0


@command(
    "keys rotate",
    "Seal everything anew with a new key (or go on with what was cut off); the site may work.",
    option("--dry-run", action="store_true", help="say what there is to do, change nothing"),
    option("--prepare", action="store_true", help="only add the key, to bring it to all machines"),
    option("--to", type=Path, help="only write the present keys and a new one to this new file"),
)
def rotate(args: argparse.Namespace) -> int:
    ready()
    from last500.base import resealing, sealing
    from last500.base.keyfile import KeyTrouble
    from last500.base.scope import everything

    with everything("re-sealing reads and writes every row"):
        todo = resealing.left(sealing.keyring(look=True).head)
        if args.dry_run:
            return _say_what_there_is(todo)
        try:
            if args.prepare or args.to:
                return _add_only(args.to)
            if todo and _goes_on(todo):
                return 0
            return _new_key() or _seal_anew()
        except KeyTrouble as trouble:
            return complain(str(trouble))


def _say_what_there_is(todo: int) -> int:
    from last500.base import resealing, sealing

    _tell(resealing.heads())
    ring = sealing.keyring()
    if todo:
        print(f"{todo} values are to be brought to key {ring.active}. Nothing was changed.")
    else:
        print(f"All values are under key {ring.active}; a rotation would add the next key.")
    return 0


def _add_only(path: Path | None) -> int:
    from django.conf import settings

    from last500.base import clock, keyfile, sealing

    if path:
        try:
            keyfile.write_keys(path, keyfile.with_new_key(sealing.kept_keys(), clock.now()))
        except FileExistsError:
            return complain(f"there is a file {path}. Nothing was changed.")
        print(f"The present keys and a new active one are in {path}.")
        return 0
    if settings.KEYS_READ_ONLY:
        return complain(READ_ONLY)
    keyfile.change(settings.KEYS_FILE, keyfile.with_waiting_key)
    print("A key was added that does not seal yet. Bring the file to every machine, then rotate.")
    return 0


def _goes_on(todo: int) -> bool:
    """Bring a rotation that was cut off to its end; False where there was nothing to bring.

    Values that no key opens are left over for ever; they do not stand in the way of a new key.
    """
    from last500.base import resealing, sealing

    print(f"Going on: {todo} values are not sealed as they should be now.")
    outcome = resealing.reseal(_bar(todo, "values"))
    _end_bar()
    if outcome.changed:
        print(f"{outcome.changed} rows are sealed with key {sealing.keyring().active}.")
    _complain_of(outcome.unreadable, "They were left as they are.")
    return outcome.changed > 0


def _new_key() -> int:
    from django.conf import settings

    from last500.base import clock, keyfile, sealing

    if settings.KEYS_READ_ONLY:
        print(f"What can be read is under key {sealing.keyring().active}.")
        return complain(READ_ONLY)
    keyfile.change(settings.KEYS_FILE, lambda kept: keyfile.with_new_key(kept, clock.now()))
    active = sealing.keyring(look=True).active
    _write_down("data_key_added", active)
    print(f"Key {active} seals from now on. Copy {settings.KEYS_FILE} to where its copy is kept.")
    return 0


def _seal_anew() -> int:
    from last500.base import resealing, sealing

    step = _bar(resealing.left(sealing.keyring().head), "values")
    outcome = resealing.reseal(step)
    # Whoever had not seen the new key has seen it by now: once more, for what they wrote.
    time.sleep(2 * sealing.LOOK_EVERY)
    late = resealing.reseal(step)
    _end_bar()
    print(f"{outcome.changed + late.changed} rows are sealed with key {sealing.keyring().active}.")
    return _complain_of(late.unreadable, "They were left as they are.")


@command("keys check", "Open every sealed value: which keys are used, and what cannot be read.")
def check(args: argparse.Namespace) -> int:
    ready()
    from last500.base import resealing
    from last500.base.scope import everything

    with everything("the check of keys opens every sealed value"):
        seen, broken = resealing.check(_bar(resealing.rows_in_all(), "rows"))
    _end_bar()
    _tell(seen)
    _tell_of_keys({head[1] for counted in seen.values() for head in counted})
    return _complain_of(broken, "Changed, moved, or sealed with a key that is not here.")


@command(
    "keys destroy",
    "Take a key that nothing is sealed with out of the key file, for good.",
    option("number", type=int),
    option("--now", action="store_true", help="do not wait: the site and the worker are stopped"),
)
def destroy(args: argparse.Namespace) -> int:
    ready()
    from django.conf import settings

    from last500.base import keyfile, resealing, sealing
    from last500.base.scope import everything

    if settings.KEYS_READ_ONLY:
        return complain("the keys come from LAST500_KEYS_JSON: take the key out there.")
    with everything("whether a key is used is asked of every row"):
        used = resealing.uses_of(args.number)
    if used:
        where = ", ".join(f"{name} ({n})" for name, n in used.items())
        return complain(f"key {args.number} is in use: {where}. Run `last500 keys rotate` first.")
    try:
        keyfile.without_key(sealing.kept_keys(), args.number)  # says what is wrong with it
        if not args.now and not _has_rested(args.number):
            return complain(
                f"key {args.number} was in use less than {REST_MINUTES} minutes ago: try later, "
                "or with --now when site and worker are stopped."
            )
        keyfile.change(settings.KEYS_FILE, lambda kept: keyfile.without_key(kept, args.number))
    except keyfile.KeyTrouble as trouble:
        return complain(str(trouble))
    _write_down("data_key_destroyed", args.number)
    print(f"Key {args.number} is gone. Destroy its copies too; older backups need it.")
    return 0


def _write_down(kind: str, number: int) -> None:
    from django.conf import settings

    from last500.proof.actions import record

    record("security", kind, {"key": number, "algorithm": settings.SEAL_ALGORITHM})


def _has_rested(number: int) -> bool:
    from last500.base import clock, keyfile, sealing

    since = keyfile.data_keys(sealing.kept_keys()).resting.get(number)
    return since is None or clock.now() - since > REST_MINUTES * clock.MINUTE


# ---- telling ------------------------------------------------------------------------------------


def _tell(seen: dict) -> None:
    from last500.base.sealing import ALGORITHMS

    names = {number: name for name, number in ALGORITHMS.items()}
    total: Counter[bytes] = Counter()
    for column, counted in seen.items():
        total += counted
        for head, n in sorted(counted.items()):
            print(f"  {n:>8}  {names.get(head[0], 'unknown'):<11}  key {head[1]:<3}  {column}")
    for head, n in sorted(total.items()):
        print(f"{n:>10}  {names.get(head[0], 'unknown'):<11}  key {head[1]:<3}  in all")


def _tell_of_keys(used: set[int]) -> None:
    from last500.base import keyfile, sealing

    data = keyfile.data_keys(sealing.kept_keys())
    idle = sorted(set(data.keys) & set(data.resting) - used - {data.active})
    print(f"Key {data.active} seals.")
    for number in idle:
        print(f"Key {number} is used by nothing: `last500 keys destroy {number}`.")


def _complain_of(broken: Counter[str], more: str) -> int:
    if not broken:
        return 0
    where = ", ".join(f"{name} ({n})" for name, n in sorted(broken.items()))
    return complain(f"{sum(broken.values())} values cannot be opened: {where}. {more}")


def _bar(total: int, what: str) -> Callable[[int], None] | None:
    if not sys.stdout.isatty():
        return None
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        show(min(done, total), total, what)

    return step


def _end_bar() -> None:
    if sys.stdout.isatty():
        print(flush=True)
