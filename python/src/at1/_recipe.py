"""How a file is computed."""
from __future__ import annotations

from typing import Any, Dict, Mapping, NamedTuple, Optional


class Recipe(NamedTuple):
    """The call that gives a file, byte for byte. Prints as the equivalent line of Python."""

    generator: str
    params: Mapping[str, Any]
    array: str
    encoding: str
    #: The line of Python that gives the same array; None if this build of at1 does not know the generator.
    call: Optional[str] = None
    #: The SHA-256 and the length of the file.
    sha256: Optional[str] = None
    length: Optional[int] = None
    arithmetic: Optional[str] = None
    #: The identity of the recipe object; None for a recipe that is in no repository.
    id: Optional[str] = None

    @classmethod
    def of_object(cls, value: Dict[str, Any]) -> Recipe:
        recipe = value["recipe"]
        return cls(
            recipe["generator"], recipe["params"], recipe["array"], recipe["encoding"], value["call"],
            recipe["output"]["sha256"], int(recipe["output"]["length"]), recipe["engine"]["arithmetic"], value["id"])

    def __str__(self) -> str:
        return self.call or f"{self.generator}({', '.join(f'{k}={v!r}' for k, v in self.params.items())})"

    def __repr__(self) -> str:
        return f"<at1.Recipe {self}>"

    def __hash__(self) -> int:
        return hash((self.generator, self.array, self.encoding, self.sha256))

    def _repr_html_(self) -> str:
        from ._display import table

        rows = [("call", str(self)), ("generator", self.generator), ("encoding", self.encoding)]
        if self.length is not None:
            rows.append(("bytes", f"{self.length:,}"))
        return table(("recipe", ""), rows)
