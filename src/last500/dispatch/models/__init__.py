"""Tables of dispatch: what is kept of the quiet; the supply map, and who asked whom for help."""

from last500.dispatch.models.quiet import QuietMark, QuietRhythm, own_communities
from last500.dispatch.models.supply import HelpAsk, SupplySheet

__all__ = ["HelpAsk", "QuietMark", "QuietRhythm", "SupplySheet", "own_communities"]
