"""Standing posts: claimed and left without approval, with a waiting list and a hand-over."""
