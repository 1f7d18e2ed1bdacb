"""The cell magic ``%%at1 X.npy``: runs the cell, saves its last value under that name, and stages it with its recipe."""
from __future__ import annotations

from typing import Any


def load(shell: Any) -> None:
    shell.register_magic_function(lambda line, cell: _run(shell, line, cell), "cell", "at1")


def _run(shell: Any, line: str, cell: str) -> Any:
    import at1

    name = line.strip()
    if not name:
        raise at1.Error("%%at1 needs the name of a file", code="usage", hint="write %%at1 X.npy", exit=2)
    done = shell.run_cell(cell)
    if done.error_before_exec or done.error_in_exec:
        return None
    if done.result is None:
        raise at1.Error("the cell has no value to save", code="usage", hint="end it with the array", exit=2)
    with at1.open(".") as repository:
        file = repository.add(name, done.result)
        recipe = file.recipe()
    print(f"{name}: " + (f"staged as {recipe}" if recipe else f"staged, {file.length:,} bytes"))
    return None
