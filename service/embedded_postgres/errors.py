"""Why there is no embedded Postgres."""

from pathlib import Path

from events.errors import Unavailable


class PostgresCannotStart(Unavailable):
    """Asof's own Postgres does not run: says where, why, and that DATABASE_URL is the way round it."""

    def __init__(self, where: Path | str, reason: str) -> None:
        super().__init__(
            _printable(f"The embedded Postgres cannot start in {where}: {reason}\n")
            + "Mend that, or set DATABASE_URL to a Postgres server of your own: "
            "DATABASE_URL=postgresql://user:password@host/database"
        )


class CannotRun(Exception):
    """Postgres or initdb ended when it should have run, or may not be run; the message says why."""


def _printable(text: str) -> str:
    """Return `text` with � for the bytes that are no UTF-8, as the name of a folder may have; JSON has none."""
    return text.encode(errors="surrogateescape").decode(errors="replace")
