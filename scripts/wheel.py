"""Packs a wheel: the Python package, and the program as a script of the environment. Prints its path.

    wheel.py PACKAGE PROGRAM PLATFORM FOLDER

Names are in order and times are those of SOURCE_DATE_EPOCH, so that the same files give the same bytes.
"""
import base64
import hashlib
import os
import sys
import time
import tomllib
import zipfile
from pathlib import Path


def metadata(project, readme):
    lines = [
        "Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {project['version']}",
        f"Summary: {project['description']}", f"Requires-Python: {project['requires-python']}",
        f"License: {project['license']['text']}",
    ]
    lines += [f"Classifier: {one}" for one in project["classifiers"]]
    for extra, packages in project["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {package}; extra == "{extra}"' for package in packages]
    return "\n".join([*lines, "Description-Content-Type: text/markdown", "", readme])


def entry_points(project):
    parts = []
    for group, entries in sorted(project["entry-points"].items()):
        parts.append(f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in sorted(entries.items())))
    return "\n".join(parts)


def main(package, program, platform, folder):
    project = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    name, version = project["name"], project["version"]
    tag = f"py3-none-{platform}"
    info = f"{name}-{version}.dist-info"
    sources = package / "src"
    files = {
        str(path.relative_to(sources)): path.read_bytes()
        for path in sources.rglob("*") if path.is_file() and path.suffix in (".py", ".typed")
    }
    script = f"{name}-{version}.data/scripts/at1"
    files[script] = program.read_bytes()
    files[f"{info}/METADATA"] = metadata(project, (package / "README.md").read_text()).encode()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: at1\nRoot-Is-Purelib: false\nTag: {tag}\n").encode()
    files[f"{info}/entry_points.txt"] = entry_points(project).encode()
    files[f"{info}/LICENSE"] = (package.parent / "LICENSE").read_bytes()

    def digest(data):
        return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()

    record = f"{info}/RECORD"
    lines = [f"{path},sha256={digest(data)},{len(data)}\n" for path, data in sorted(files.items())]
    files[record] = ("".join(lines) + f"{record},,\n").encode()
    when = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))[:6]
    wheel = folder / f"{name}-{version}-{tag}.whl"
    temporary = wheel.with_suffix(".part")
    with zipfile.ZipFile(temporary, "w") as archive:
        for path, data in sorted(files.items(), key=lambda one: (one[0].startswith(info), one[0])):
            entry = zipfile.ZipInfo(path, when)
            entry.external_attr = (0o100755 if path == script else 0o100644) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    temporary.replace(wheel)
    print(wheel)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
