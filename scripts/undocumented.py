"""Public types and functions without a documentation comment: undocumented.py ROOT LIBRARY...

Reads the symbol graphs that scripts/docs has made. A property, a case or an initializer may speak for itself; the members that
a protocol of the standard library asks for do.
"""
import json
import sys
from pathlib import Path

ROOT = Path(sys.argv[1])
KINDS = ("class", "enum", "func", "macro", "method", "protocol", "struct", "subscript", "type.method", "typealias")
INHERITED = ("==(_:_:)", "<(_:_:)", "hash(into:)", "makeIterator()", "next()")


def undocumented(graph):
    for symbol in json.loads(graph.read_text())["symbols"]:
        kind = symbol["kind"]["identifier"].removeprefix("swift.")
        place = symbol.get("location")  # none: the compiler has made it from a protocol of the standard library
        if kind in KINDS and place and "docComment" not in symbol and symbol["pathComponents"][-1] not in INHERITED:
            path = place["uri"].removeprefix("file://").removeprefix(f"{ROOT}/")
            yield f'{path}:{place["position"]["line"] + 1}: no comment on {".".join(symbol["pathComponents"])}'


found = []
for library in sys.argv[2:]:
    graphs = list((ROOT / ".build-check").glob(f"*/extracted-symbols/*/{library}/{library}*.symbols.json"))
    if not graphs:
        sys.exit(f"there is no symbol graph of {library}")
    found += sorted(line for graph in graphs for line in undocumented(graph))
print("\n".join(found), end="\n" if found else "")
sys.exit(1 if found else 0)
