"""Recurring needs: each turn is a request of its own, shared among those who agreed."""
