"""`media check`: whether each photo and voucher on the disk is still the one that was stored."""

import argparse

from last500.cli.registry import command


@command(
    "media check",
    "Compare photos and vouchers with their digests; code 1 if one is missing or changed.",
)
def check(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.scope import everything
    from last500.ledger import vouchers
    from last500.service_requests import photos

    with everything("the check of media reads every picture"):
        found = [photos.path_of(one) for one in photos.damaged()]
        books = [vouchers.path_of(one) for one in vouchers.damaged()]
    for path in (*found, *books):
        print(f"damaged or missing: {path}")
    print(f"{len(found)} photos need their backup" if found else "all photos are whole")
    print(f"{len(books)} vouchers need their backup" if books else "all vouchers are whole")
    return 1 if found or books else 0
