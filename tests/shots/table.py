"""All steps of the guides, in the order in which they are taken."""

from tests.shots import steps_community, steps_helper, steps_liaison
from tests.shots.steps import Step

STEPS: tuple[Step, ...] = (*steps_liaison.STEPS, *steps_helper.STEPS, *steps_community.STEPS)
