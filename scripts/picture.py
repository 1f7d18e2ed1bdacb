"""Runs a session in the current folder and draws it as a terminal: picture.py FILE.svg

Each command is run by bash, and what it prints is drawn below it. A command that fails ends the script.
"""

import html
import subprocess
import sys

SETUP = """cat > simulate.py <<'END'
import numpy
numpy.save("X.npy", numpy.random.default_rng(7).normal(5, 2.5, size=(1000, 400)))
END"""

SESSION = [
    "cat simulate.py",
    "python3 simulate.py",
    "at1 init",
    "at1 add --discover .",
    'at1 commit -m "a simulation"',
    "at1 du",
    "rm X.npy",
    "at1 checkout -- .",
    "at1 fsck",
]

WIDTH = 92  # characters; longer lines are an error, so that nothing is cut off unseen
CHARACTER, LINE, MARGIN, BAR = 8.4, 20, 20, 36  # pixels
BACKGROUND, FRAME, TEXT, PROMPT, COMMAND = "#1c2128", "#2d333b", "#c5cdd6", "#57ab5a", "#f0f3f6"


def run(command):
    """The lines that a command prints, on either stream."""
    outcome = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if outcome.returncode != 0:
        sys.exit(f"picture: '{command}' exits with {outcome.returncode}:\n{outcome.stdout}")
    return outcome.stdout.splitlines()


def recorded():
    """The session: pairs of a kind, 'command' or 'output', and a line."""
    run(SETUP)
    lines = []
    for command in SESSION:
        lines.append(("command", command))
        lines += [("output", line.expandtabs()) for line in run(command)]
    for _, line in lines:
        if len(line) + 2 > WIDTH:
            sys.exit(f"picture: a line has more than {WIDTH} characters: {line}")
    return lines


def drawn(lines):
    """An SVG image of a terminal with these lines."""
    width, height = round(WIDTH * CHARACTER + 2 * MARGIN), BAR + len(lines) * LINE + 2 * MARGIN
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
    yield "<title>A session with at1: an array of 3.2 MB is stored as its recipe, and made again.</title>"
    yield f'<rect width="{width}" height="{height}" rx="10" fill="{BACKGROUND}"/>'
    yield f'<path d="M0 {BAR}V10A10 10 0 0 1 10 0H{width - 10}A10 10 0 0 1 {width} 10V{BAR}z" fill="{FRAME}"/>'
    for index, colour in enumerate(("#e5534b", "#daaa3f", "#57ab5a")):
        yield f'<circle cx="{20 + 20 * index}" cy="{BAR // 2}" r="6" fill="{colour}"/>'
    yield f'<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" fill="{TEXT}">'
    for row, (kind, line) in enumerate(lines):
        place = f'x="{MARGIN}" y="{BAR + MARGIN + row * LINE + 14}"'
        # No-break spaces, since renderers collapse others; a stated length, so that every font keeps the columns.
        shown = html.escape(line, quote=False).replace(" ", "\u00a0")
        if kind == "command":
            length = f'textLength="{(len(line) + 2) * CHARACTER:.1f}"'
            shown = f'<tspan fill="{PROMPT}">$</tspan>\u00a0<tspan fill="{COMMAND}" font-weight="bold">{shown}</tspan>'
        else:
            length = f'textLength="{len(line) * CHARACTER:.1f}"'
        if line:
            yield f"<text {place} {length}>{shown}</text>"
    yield "</g>"
    yield "</svg>"


def main(path):
    image = "\n".join(drawn(recorded())) + "\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(image)


if __name__ == "__main__":
    main(*sys.argv[1:])
