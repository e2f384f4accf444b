"""What people write when somebody is in danger, and what only sounds like it: own words, made up.

The rules of `emergency.py` were corrected by these phrases, and `emergency_likeness.py` compares
a text with them. Whoever adds what was missed or cried wolf in real use (in other words than
the person's) has improved the product.
"""

from last500.service_requests.emergency_phrases import everyday, first, later_rounds, rounds
from last500.service_requests.emergency_phrases.reading import Phrase

PHRASES: tuple[Phrase, ...] = (
    first.PHRASES + rounds.PHRASES + later_rounds.PHRASES + everyday.PHRASES
)

__all__ = ["PHRASES", "Phrase"]
