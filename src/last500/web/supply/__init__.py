"""Pages of the supply map: how much is asked for and offered, and what could be done."""
