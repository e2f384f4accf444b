"""A trial holds nobody's datum; after a year it says nothing about the street any more."""

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.simulation.models import Trial

RULES = (
    Rule(
        "trials",
        N_("试算和它的结果"),
        Keep.LOG,
        lambda edge: Trial.objects.filter(ended_at__lt=edge),
    ),
)
