"""The second sample at its source: texts of articles, and `recording.toml`, which says what is recorded of them."""
