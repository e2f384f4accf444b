"""How long a unit's list of members takes, and how much memory: read, checked, invited.

    python -m benchmarks.member_lists [ROWS] [sqlite|postgresql …]      # 100,000, both

An Excel file of so many rows (a tenth of them with an account, one in fifty bad in some way) is
staged by the product's own action and then applied. Each database has a process of its own, whose
peak memory is printed; the reader of the file is a process of its own too, with a peak of its own.
Printed, never asserted: machines differ.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
ROWS = 100_000
COMPOUNDS = 60


def main(words: list[str]) -> int:
    count = int(words[0]) if words else ROWS
    for database in words[1:] or ["sqlite", "postgresql"]:
        with ExitStack() as closing:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="last500-b-")))
            environment = {k: v for k, v in os.environ.items() if not k.startswith("LAST500_")}
            environment |= {
                "DJANGO_SETTINGS_MODULE": "last500.settings",
                "LAST500_VAR": str(folder),
                "LAST500_LOG_LEVEL": "ERROR",
                "PYTHONPATH": f"{HOME / 'src'}:{HOME}",
            }
            if database == "postgresql":
                from tests.postgres import postgres

                environment["LAST500_DATABASE"] = closing.enter_context(postgres(durable=True))
            command = [sys.executable, "-m", "benchmarks.member_lists", "--one", str(count)]
            done = subprocess.run(
                command, env=environment, cwd=HOME, stdout=subprocess.PIPE, check=True
            )
            show(json.loads(done.stdout.splitlines()[-1]))
    return 0


def show(found: dict) -> None:
    rows = found["rows"]
    print(f"{found['database']}, {rows:,} rows, Excel file of {found['bytes'] / 1e6:.1f} MB")
    for name in ("read", "staged", "applied"):
        seconds = found[name]
        print(f"  {name:<8}{seconds:8.1f} s {rows / seconds:10,.0f} rows/s")
    print(f"  the same file once more: {found['again'] * 1000:.0f} ms, nothing changes")
    # A child's peak is never below what its parent held when it was started.
    print(f"  peak memory: {found['peak']:.0f} MB, of these {found['before']:.0f} before it began; "
          f"the reader of the file at most {found['reader']:.0f} MB")  # fmt: skip
    print(f"  verdicts: {found['verdicts']}; invitations: {found['invited']:,}")


def megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def one(count: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from last500.base.scope import everything
    from last500.base.sealing import write_keys
    from last500.units.actions import importing, members
    from last500.units.models import MemberInvitation

    write_keys(Path(os.environ["LAST500_VAR"]) / "keys.json")
    with everything("a benchmark makes its tables"):
        call_command("migrate", verbosity=0)
    file = Path(os.environ["LAST500_VAR"]) / "list.xlsx"
    # Made by another process, so that its memory is not counted as ours.
    subprocess.run([sys.executable, "-m", "benchmarks.member_lists", "--file", str(file),
                    str(count)], check=True)  # fmt: skip
    with everything("a benchmark fills and reads"):
        actor, unit = town(count)
        content = file.read_bytes()
        found: dict = {"database": connection.vendor, "rows": count, "bytes": len(content)}
        found["before"] = megabytes(resource.RUSAGE_SELF)
        found["read"] = timed(lambda: drain(content))
        runs = []
        found["staged"] = timed(lambda: runs.append(members.stage(actor, unit, content, "l.xlsx")))
        found["applied"] = timed(lambda: members.apply(actor, runs[0]))
        found["again"] = timed(
            lambda: members.apply(actor, members.stage(actor, unit, content, "l.xlsx"))
        )
        found["verdicts"] = dict(importing.verdicts(runs[0]))
        found["invited"] = MemberInvitation.objects.count()
    found["peak"] = megabytes(resource.RUSAGE_SELF)
    found["reader"] = megabytes(resource.RUSAGE_CHILDREN)
    print(json.dumps(found))


def drain(content: bytes) -> None:
    from last500.units import sheets

    for _row in sheets.read("members", content, "l.xlsx").rows:
        pass


def timed(work) -> float:
    begun = time.perf_counter()
    work()
    return max(time.perf_counter() - begun, 1e-9)


def town(count: int):
    """Sixty compounds with buildings, a unit with a liaison, accounts for a tenth of the list."""
    from last500.base import clock
    from last500.organisations.models import Liaison, Organisation
    from last500.organisations.queries import actor_of
    from last500.people.actions import phone_index
    from last500.people.models import Person
    from last500.places import actions as places

    above = None
    for level, name in (
        ("city", "市"),
        ("county", "区"),
        ("street", "街道"),
        ("community", "社区"),
    ):
        above = places.add(above, level, name)
    for number in range(COMPOUNDS):
        compound = places.add(above, "compound", f"小区{number}", slug=f"c{number}")
        for building in range(12):
            places.add(compound, "building", f"{building + 1}号楼")
    people = [
        Person(name=f"员工{n}", phone=phone(n), phone_index=phone_index(phone(n)),
               made_at=clock.now())
        for n in range(0, count, 10)
    ]  # fmt: skip
    Person.objects.bulk_create(people, batch_size=1000)
    unit = Organisation.objects.create(kind="unit", name="大单位", place=above)
    Liaison.objects.create(organisation=unit, person=people[0], from_on=clock.today())
    return actor_of(people[0]), unit


def phone(n: int) -> str:
    return f"1000{n:07d}"


def write_file(path: str, count: int) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["姓名", "手机号", "小区", "楼栋", "编号"])
    for n in range(count):
        number = "" if n % 100 == 37 else phone(n - 1) if n % 100 == 73 else phone(n)
        sheet.append([f"员工{n}", number, f"小区{n % COMPOUNDS}", f"{n % 12 + 1}栋", f"GH-{n:06d}"])
    book.save(path)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    elif sys.argv[1:2] == ["--file"]:
        write_file(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:]))
