"""Pages of units: their liaison's own, the community's desk, lists that are read in."""
