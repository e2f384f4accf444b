"""All steps of the guides, in the order in which they are taken."""

from tests.shots import (
    steps_books,
    steps_community,
    steps_govern,
    steps_helper,
    steps_liaison,
    steps_organiser,
    steps_owner,
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
    *steps_owner.STEPS,
    *steps_books.STEPS,
    *steps_govern.STEPS,
)
