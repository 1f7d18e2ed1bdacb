"""Names that lead elsewhere, or that another file system takes for others."""

from second_writer import entry

from .corpus import EXECUTABLE, FOLDER, variants

NAMES = {
    "empty": b"",
    ".": b".",
    "..": b"..",
    "a slash": b"a/b",
    "up": b"../owned",
    "absolute": b"/owned",
    "NUL": b"a\0b",
    "256 bytes": b"x" * 256,
    "255 bytes": b"x" * 255,
    ".git": b".git",
    ".GIT": b".GIT",
    ".gIt": b".gIt",
    "git~1": b"git~1",
    "GIT~2": b"GIT~2",
    "a joiner in .git": ".g\u200cit".encode(),
    "a byte order mark before .git": "\ufeff.git".encode(),
    ".git and a blank": b".git ",
    ".git and a dot": b".git.",
    ".git and blanks and dots": b".git . .",
    ".git and a stream": b".git::$INDEX_ALLOCATION",
    ".git and another": b".git:x",
    ".git\\x": b".git\\hooks",
    "x\\.git": b"x\\.git",
    ".g\u0131t": ".g\u0131t".encode(),
    ".g\u0130t": ".g\u0130t".encode(),
    ".at1store": b".at1store",
    ".AT1STORE": b".AT1STORE",
    "a long s": ".at1\u017ftore".encode(),
    "at1sto~1": b"at1sto~1",
    "a joiner in .at1store": ".at1\u200dstore".encode(),
    ".at1store and a dot": b".at1store.",
    "..\\owned": b"..\\..\\owned",
    "C:": b"C:owned",
    ".at1-tmp-x": b".at1-tmp-x",
    "a TAB and a line end": b"a\tb\nc",
    "escapes": b"\x1b]0;owned\x07\x1b[2J",
    "C1": "\u009b31m".encode(),
    "no text": b"\xff\xfe",
    "an option": b"-rf",
    "a star": b"*",
    "a colon": b":x",
    "CON": b"CON",
    "a right-to-left mark": "a\u202egpj.exe".encode(),
    "blanks": b" ",
}
SAFE = {
    "255 bytes",
    "a TAB and a line end",
    "escapes",
    "C1",
    "no text",
    "an option",
    "a star",
    "a colon",
    "CON",
    "a right-to-left mark",
    "blanks",
    "C:",
    "..\\owned",
}
variants("a file named", NAMES, lambda r, name: r.root(*sorted([r.file(name, b"owned\n"), r.file(b"greeting")])))
variants(
    "a folder named",
    {name: value for name, value in NAMES.items() if name not in SAFE},
    lambda r, name: r.root(
        entry(
            FOLDER,
            b"tree",
            name,
            r.put(
                "tree",
                entry(FOLDER, b"tree", b"hooks", r.put("tree", r.file(b"post-checkout", b"#!/bin/sh\ntouch owned\n", EXECUTABLE)))
                + r.file(b"x", b"owned\n"),
            ),
        ),
        r.file(b"zz"),
    ),
)
variants(
    "names that fold together",
    {
        "case": [b"A", b"a"],
        "normalisation": ["\u00e9".encode(), "e\u0301".encode()],
        "sharp s": ["STRASSE".encode(), "stra\u00dfe".encode()],
        "folders": [b"README", b"readme", b"ReadMe"],
        "a blank": [b"x", b"x "],
    },
    lambda r, names: r.root(*[r.file(name, name) for name in sorted(names)]),
)
variants(
    "entries",
    {
        "twice": lambda r: [r.file(b"a"), r.file(b"a", b"other")],
        "a file and a folder": lambda r: [r.file(b"a"), entry(FOLDER, b"tree", b"a", r.put("tree", r.file(b"owned")))],
        "out of order": lambda r: [r.file(b"b"), r.file(b"a")],
        "cut short": lambda r: [r.file(b"a")[:-1]],
        "no NUL": lambda r: [b"100644 blob a"],
        "a byte more": lambda r: [r.file(b"a"), b"x"],
        "no mode": lambda r: [b"a\0" + bytes(32)],
    },
    lambda r, build: r.root(*build(r)),
)
