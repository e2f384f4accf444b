"""Everything that happens without anybody clicking: one line per job, in one place to read.

A job asks the tables what is due; the due dates and the outbox rows are the queue.
"""

from last500.base.worker import Job


def all_jobs() -> list[Job]:
    return []
