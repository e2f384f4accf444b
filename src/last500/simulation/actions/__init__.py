"""The verbs of a trial: begin and cancel by an office, compute by the worker."""

from last500.simulation.actions.asking import begin, cancel
from last500.simulation.actions.computing import claim, compute, lost

__all__ = ["begin", "cancel", "claim", "compute", "lost"]
