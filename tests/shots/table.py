"""All steps of the guides, in the order in which they are taken."""

from tests.shots import (
    steps_community,
    steps_helper,
    steps_liaison,
    steps_organiser,
    steps_participant,
    steps_partner,
)
from tests.shots.steps import Step

STEPS: tuple[Step, ...] = (
    *steps_liaison.STEPS,
    *steps_helper.STEPS,
    *steps_community.STEPS,
    *steps_organiser.STEPS,
    *steps_partner.STEPS,
    *steps_participant.STEPS,
)
