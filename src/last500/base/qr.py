"""QR codes as SVG within the page: no request to anybody, no style that the policy would block."""

import segno
from markupsafe import Markup


def qr_svg(address: str) -> Markup:
    """The code of an address; level M, so that a crease in the paper does no harm."""
    return Markup(segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2))
