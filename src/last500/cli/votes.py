"""An owners' vote counted again from its roll, its box and the log."""

import argparse

from last500.cli.proof import complain
from last500.cli.registry import command, option


@command(
    "votes recount",
    "Count an owners' vote again from roll, box and log, and compare it with its sheet.",
    option("--vote", required=True, help="number or key of the vote"),
)
def recount(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from uuid import UUID

    from last500.base.scope import everything
    from last500.votes import actions
    from last500.votes.models import Vote

    with everything("an owners' vote is counted again by the operator"):
        try:
            found = Vote.objects.filter(pk=UUID(args.vote)).first()
        except ValueError:
            found = Vote.objects.filter(number=args.vote.replace("-", "").upper()).first()
        if found is None:
            return complain(f"there is no vote {args.vote}")
        faults = actions.recount(found)
        if faults:
            return complain(f"what differs: {', '.join(faults)}")
        print(f"{found.number}: the same sheet, {found.result.digest}")
    return 0
