"""The HTTP service and the `asof` command: the only package that knows HTTP."""
