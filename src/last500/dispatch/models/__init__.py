"""Tables of dispatch: what is kept of the quiet; weights in versions, and what a desk changed."""

from last500.dispatch.models.plan import Override, WeightVersion
from last500.dispatch.models.quiet import QuietMark, QuietRhythm, own_communities

__all__ = ["Override", "QuietMark", "QuietRhythm", "WeightVersion", "own_communities"]
