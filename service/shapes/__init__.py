"""The shapes of answers, as OpenAPI describes them, by noun. The answers themselves are written without them."""

from service.shapes import articles, common, entries, events, facts, operations, subjects, timelines

__all__ = ["articles", "common", "entries", "events", "facts", "operations", "subjects", "timelines"]
