"""Pages of councils: what hangs at the gate, the desk, one's own."""
