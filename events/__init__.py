"""What happened and how it is kept: payload models, dates and the append-only log."""
