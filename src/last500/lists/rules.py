"""The three lists of a community: needs, resources and, later, projects; what both sides claim."""
