"""Manual pages from the help that at1 describes itself with: man.py VERSION DATE FOLDER <HELP.json

HELP.json is what `at1 --experimental-dump-help` prints. The pages are in mdoc(7).
"""

import json
import pathlib
import re
import sys
import textwrap


def escaped(text):
    """Text that mdoc takes for itself: no escape, no macro at the start of a line."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def paragraphs(text):
    """The lines of running text, each sentence on lines of its own; blank lines as paragraph breaks."""
    for index, part in enumerate(text.strip().split("\n\n")):
        if index:
            yield ".Pp"
        for sentence in re.split(r"(?<=[.?!)])\s+(?=[^a-z\s])", " ".join(part.split())):
            yield from (escaped(line) for line in textwrap.wrap(sentence, 100, break_on_hyphens=False))


def spelled(argument):
    """An option as it is written: its names and its value."""
    if argument["kind"] == "positional":
        return f'.Ar {escaped(argument["valueName"])}' + (" ..." if argument["isRepeating"] else "")
    names = []
    for name in sorted(argument["names"], key=lambda name: len(name["name"])):
        dashes = "\\-" if name["kind"] == "long" else ""
        names.append(f"Fl {dashes}{escaped(name['name'])}")
    value = f" Ar {escaped(argument['valueName'])}" if argument["kind"] == "option" else ""
    return "." + " , ".join(f"{name}{value}" for name in names)


def synopsis(argument):
    """An argument as the synopsis has it."""
    if argument["kind"] == "positional":
        words = f"Ar {escaped(argument['valueName'])}" + (" ..." if argument["isRepeating"] else "")
    else:
        name = argument["preferredName"]
        words = f"Fl {'' if name['kind'] == 'short' else chr(92) + '-'}{escaped(name['name'])}"
        if argument["kind"] == "option":
            words += f" Ar {escaped(argument['valueName'])}"
    return f".Op {words}" if argument["isOptional"] else f".{words}"


def shown(arguments):
    return [argument for argument in arguments or [] if argument.get("shouldDisplay", True)]


def page(command, path, version, date):
    """The page of a command; ``path`` is what one types to call it."""
    title = "-".join(path)
    name, number = version.split(" ", 1) if " " in version else (path[0], version)
    lines = [f".Dd {date}", f".Dt {title.upper()} 1", f".Os {name} {number}", ".Sh NAME", f".Nm {escaped(title)}"]
    lines.append(f".Nd {escaped(command.get('abstract', '').rstrip('.')) or escaped(title)}")
    lines += [".Sh SYNOPSIS", f".Nm {escaped(' '.join(path))}"]
    arguments = shown(command.get("arguments"))
    commands = [part for part in shown(command.get("subcommands")) if part["commandName"] != "help"]
    lines += [synopsis(argument) for argument in arguments]
    if commands:
        lines.append(".Ar command ...")
    lines.append(".Sh DESCRIPTION")
    lines += paragraphs(command.get("discussion") or command.get("abstract", ""))
    if arguments:
        lines.append(".Bl -tag -width Ds")
        for argument in arguments:
            lines.append(".It " + spelled(argument).lstrip("."))
            text = argument.get("abstract", "")
            default = argument.get("defaultValue")
            if default and "default" not in text:
                text = f"{text} Default: {default}."
            lines += paragraphs(text)
        lines.append(".El")
    if commands:
        lines += [".Sh COMMANDS", ".Bl -tag -width Ds"]
        for part in commands:
            lines.append(f".It Cm {escaped(part['commandName'])}")
            lines += paragraphs(part.get("abstract", ""))
        lines.append(".El")
    lines += [".Sh EXIT STATUS", ".Bl -tag -width Ds"]
    for code, meaning in enumerate([
        "Done, and the answer is yes.", "The answer is no: a check failed, damage was found, there was nothing to do.",
        "Wrong usage.", "Refused: a trust rule, a fingerprint or a limit.",
        "The environment failed: I/O, space, the network.",
    ]):
        lines += [f".It {code}", meaning]
    lines.append(".El")
    parent = path[:-1]
    if parent:
        lines += [".Sh SEE ALSO", f".Xr {'-'.join(parent)} 1"]
    return title, "\n".join(line for line in lines if line) + "\n"


def main():
    version, date, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    pending = [(json.load(sys.stdin)["command"], [])]
    count = 0
    while pending:
        command, parents = pending.pop()
        path = [*parents, command["commandName"]]
        title, text = page(command, path, version, date)
        (folder / f"{title}.1").write_text(text)
        count += 1
        pending += [(part, path) for part in shown(command.get("subcommands")) if part["commandName"] != "help"]
    print(f"{count} pages in {folder}")


main()
