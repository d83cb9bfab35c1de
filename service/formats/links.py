"""Where answers are, in whichever format. Pure."""

from urllib.parse import urlencode

from service.formats.sources import Json


def in_format(url: str, suffix: str) -> str:
    """The URL of an answer as JSON, with the suffix on its path."""
    path, parted, parameters = url.partition("?")
    return f"{path}{suffix}{parted}{parameters}"


def next_in(body: Json, suffix: str) -> str | None:
    """Where the next page is in the format of that suffix; None on the last one."""
    return None if body["next"] is None else in_format(body["next"], suffix)


def fact_url(fact: str, body: Json) -> str:
    """Where the fact is for ever, as the answer tells it; with hindsight, all that the position knows of it."""
    pins = {name: body[name] for name in ("position", "log", "rules")}
    dated = pins if body.get("hindsight") else {"as_of": body["as_of"]} | pins
    return f"/v1/facts/{fact}?{urlencode(dated, safe=':')}"
