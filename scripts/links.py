"""Checks that links between the documents, and citations of their sections, have a target.

A link is Markdown's [text](path). A citation is docs/NAME.md §1.2, with more sections after commas, `and` or `to`, in any tracked file.
"""

import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")
SECTION = r"§(\d+(?:\.\d+)*)"
CITATION = re.compile(rf"docs/([a-z-]+\.md)((?:,? (?:and |to )?{SECTION})*)")


def sections(page):
    """The numbers of a page's headings."""
    return set(re.findall(r"^#+ (\d+(?:\.\d+)*)\.? ", page.read_text(encoding="utf-8"), re.MULTILINE))


def problems(root):
    """A line for each link or citation without a target."""
    pages = {page.name: sections(page) for page in (root / "docs").glob("*.md")}
    names = subprocess.run(["git", "ls-files", "-z"], cwd=root, stdout=subprocess.PIPE, check=True).stdout.decode().split("\0")
    for name in names:
        file = root / name
        if file.suffix not in (".md", ".swift", ".py", ".c", ".h", "") or not file.is_file():
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if file.suffix == ".md":
            for link in LINK.findall(text):
                if "://" not in link and not (file.parent / link).exists():
                    yield f"{name}: there is no {link}"
        # A citation may be broken over two lines of a comment.
        for page, cited, *_ in CITATION.findall(re.sub(r"\n\s*(?:///? ?|# )?", " ", text)):
            for number in re.findall(SECTION, cited):
                if number not in pages.get(page, ()):
                    yield f"{name}: docs/{page} has no section {number}"


if __name__ == "__main__":
    found = list(problems(pathlib.Path(__file__).resolve().parent.parent))
    for line in found:
        print(line)
    sys.exit(1 if found else 0)
