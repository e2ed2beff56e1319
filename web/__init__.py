"""The pages: ask, and the source behind every claim."""
