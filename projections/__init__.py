"""Timelines folded from the log, and the queries that read them as of any moment."""
