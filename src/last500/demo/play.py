"""Plays a tale: moves the clock from step to step, and lets deadlines pass in between."""

from datetime import datetime, timedelta

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.demo.scene import Scene
from last500.demo.tales import Tale


def play(scene: Scene, tale: Tale, moment: datetime) -> None:
    """Let the tale run until it is over or `now` is reached."""
    now = scene.town.now
    try:
        while True:
            with clock.at(moment):
                moment = awake(moment + next(tale))
            if moment >= now:
                break
            scene.run_clock(moment)
    except (StopIteration, Refused, Forbidden):
        pass  # told to its end, or somebody was faster, as in life
    scene.run_clock(now)


def awake(moment: datetime) -> datetime:
    """Nobody knocks at night: what would fall there happens after breakfast."""
    local = clock.local(moment)
    if 8 <= local.hour < 22:
        return moment
    late = timedelta(days=1 if local.hour >= 22 else 0)
    return local.replace(hour=8, minute=local.minute) + late
