"""Behaviour, stated as tests; mirrors the packages."""
