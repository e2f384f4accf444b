"""`media check`: whether each photo on the disk is still the one that was stored."""

import argparse

from last500.cli.registry import command


@command("media check", "Compare each photo with its digest; code 1 if one is missing or changed.")
def check(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.scope import everything
    from last500.service_requests import photos

    with everything("the check of media reads every photo"):
        found = photos.damaged()
    for photo in found:
        print(f"damaged or missing: {photos.path_of(photo)}")
    print(f"{len(found)} photos need their backup" if found else "all photos are whole")
    return 1 if found else 0
