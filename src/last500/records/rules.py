"""Service records: who served whom how long, confirmed by somebody else."""
