"""What the log may not hold: addresses of pages, because a private link is a key."""

import logging
from typing import Any


class WithoutAddresses(logging.Filter):
    """Django names the address of a page that failed; the log gets the name of its route."""

    def filter(self, record: logging.LogRecord) -> bool:
        request: Any = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            route = getattr(getattr(request, "resolver_match", None), "route", None)
            shown = f"/{route}" if route is not None else "(no such page)"
            record.args = tuple(shown if arg == path else arg for arg in record.args)
        return True
