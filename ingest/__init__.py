"""Ingest: a file becomes a Review with text, structure and details."""
