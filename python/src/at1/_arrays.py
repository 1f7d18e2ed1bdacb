"""Files as numpy arrays, and back."""
from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any, Optional, Sequence

from ._errors import Error

if TYPE_CHECKING:
    from ._repository import File

#: The element type of a file of raw numbers, by suffix.
_SUFFIXES = {
    ".f16": "<f2", ".f32": "<f4", ".f64": "<f8", ".i8": "<i1", ".i16": "<i2", ".i32": "<i4", ".i64": "<i8", ".u8": "<u1",
    ".u16": "<u2", ".u32": "<u4", ".u64": "<u8",
}


def is_array(suffix: str) -> bool:
    """Whether a file with this suffix is one array."""
    return suffix == ".npy" or suffix in _SUFFIXES


def load(file: File, dtype: Any, shape: Optional[Sequence[int]]) -> Any:
    """The array in a file, read-only; a dict of them for ``.npz``."""
    import numpy

    from ._repository import _LARGE

    is_large = file.length > _LARGE
    place: Any = file.local() if is_large else io.BytesIO(file.read_bytes())
    if dtype is None and file.path.suffix == ".npy":
        array = numpy.load(place, mmap_mode="r" if is_large else None, allow_pickle=False)
        array.flags.writeable = False
        return array
    if dtype is None and file.path.suffix == ".npz":
        with numpy.load(place, allow_pickle=False) as arrays:
            result = {name: arrays[name] for name in arrays.files}
        for array in result.values():
            array.flags.writeable = False
        return result
    kind = dtype if dtype is not None else _SUFFIXES.get(file.path.suffix)
    if kind is None:
        raise Error(
            f"'{file.path}' does not say what its numbers are", code="usage", hint="give dtype, and perhaps shape", exit=2)
    if is_large:
        array = numpy.memmap(place, dtype=kind, mode="r")
    else:
        array = numpy.frombuffer(place.getbuffer().toreadonly(), dtype=kind)
    return array if shape is None else array.reshape(tuple(shape))


def save(file: IO[bytes], name: str, data: Any) -> None:
    """Writes an array in the format of its name: ``.npy``, ``.npz`` for a dict of arrays, raw for the suffixes of raw numbers."""
    import os

    import numpy

    suffix = os.path.splitext(name)[1]
    if isinstance(data, dict):
        numpy.savez(file, **data)
    elif suffix in _SUFFIXES:
        array = numpy.ascontiguousarray(data)
        if array.dtype != numpy.dtype(_SUFFIXES[suffix]):
            raise Error(f"{name!r} does not take an array of {array.dtype}", code="usage", exit=2)
        file.write(array.tobytes())
    else:
        numpy.save(file, numpy.asanyarray(data), allow_pickle=False)
