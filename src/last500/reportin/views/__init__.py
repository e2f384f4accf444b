"""Pages of reporting in: ask, one's own wishes topic by topic, papers and numbers, move and end."""
