"""The pictures of the README and of the guides, taken of a running demo town."""
