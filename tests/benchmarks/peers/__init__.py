"""What people use instead, each in its best documented configuration."""


class Missing(Exception):
    """The peer is not installed here; says how to install it."""
