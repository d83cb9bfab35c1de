"""The folds, their tables, the runner, and the as-of questions."""

RULES = 2
"""The number of the code that folds and writes answers. Code that would change a byte of an answer raises it."""
