"""Who fits which request, and why: pure and explained."""
