"""`incident`: whom a leaked export concerns, for the duty to tell them (PIPL, art. 57)."""

import argparse

from last500.cli.instance import complain
from last500.cli.registry import command, option


@command(
    "incident",
    "List the persons whose data a leaked export held; that they are listed is written down.",
    option("export", help="the number in the file's name, first or last line (or the key)"),
)
def incident(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base import clock
    from last500.base.scope import everything
    from last500.exports import actions, queries

    with everything("tell whom a leaked export concerns"):
        export = queries.by_number(args.export)
        if export is None:
            return complain(f"there is no export {args.export}.")
        subjects = actions.look_up_leak(export)
    asked = clock.local(export.asked_at)
    print(f"# export {export} · {export.what} · {export.place.name} · {export.filters}")
    print(f"# asked {asked:%Y-%m-%d %H:%M} · {export.state} · {export.rows} rows")
    print("# row\tname\tphone")
    for subject in subjects:
        # A contact is nearer to the row than the account behind it.
        whose = subject.contact or subject.person
        name, phone = (whose.name, whose.phone) if whose else ("", "")
        print(f"{subject.about}\t{name or '(erased)'}\t{phone or '(none)'}")
    return 0
