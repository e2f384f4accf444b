"""最后500米: services from neighbour to neighbour, the compound as the unit."""
