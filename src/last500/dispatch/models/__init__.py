"""Tables of dispatch: what is kept of the quiet; the weights in versions, and what a desk changed;
asking in waves, and how asks ended; the supply map, and who asked whom for help; who was told of
which free place."""

from last500.dispatch.models.plan import Override, WeightVersion
from last500.dispatch.models.quiet import QuietMark, QuietRhythm, own_communities
from last500.dispatch.models.supply import HelpAsk, SupplySheet
from last500.dispatch.models.wanted import WantedNote
from last500.dispatch.models.waves import AskAnyway, AskCount, Asking, CountedUpTo, WaveRule

__all__ = [
    "AskAnyway",
    "AskCount",
    "Asking",
    "CountedUpTo",
    "HelpAsk",
    "Override",
    "QuietMark",
    "QuietRhythm",
    "SupplySheet",
    "WantedNote",
    "WaveRule",
    "WeightVersion",
    "own_communities",
]
