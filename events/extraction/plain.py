"""Characters of print made plain, one for one, so that offsets stay those of the text."""

PLAIN = {
    **dict.fromkeys((0x2018, 0x2019, 0x201A, 0x201B), "'"),
    **dict.fromkeys((0x201C, 0x201D, 0x201E, 0x201F), '"'),
    **dict.fromkeys((0x2010, 0x2011, 0x2012), "-"),
    **dict.fromkeys((0xA0, 0x202F, 0x09), " "),
}
"""Code points of quotes, hyphens and odd spaces, and the plain character each becomes."""
