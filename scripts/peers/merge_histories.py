"""Random histories with two tips, for the comparison of merges."""

NAMES = ["a.txt", "b.txt", "c.csv", "notes", "data/x.csv", "data/y.csv", "data/deep/z", "src/main", "src/util", "d", "e/f"]


class RandomHistory:
    """``commits``: (name, parents, files) in the order in which they are made; ``ours`` and ``theirs`` are the tips.

    Files are ``{path: (mode, text)}``; no path is the folder of another.
    """

    def __init__(self, rng):
        self.rng = rng
        self.commits = []
        self.counter = 0
        start = {}
        for path in rng.sample(NAMES, rng.randint(4, 9)):
            self.put(start, path, ("100644", self.text(rng.randint(8, 40))))
        if rng.random() < 0.5:
            self.put(start, "link", ("120000", "a.txt"))
        base = self.commit("base", [], start)
        ours = self.chain("ours", base, start, rng.randint(1, 2))
        theirs = self.chain("theirs", base, start, rng.randint(1, 2))
        if rng.random() < 0.25:
            ours, theirs = self.cross(ours, theirs)
        self.ours, self.theirs = ours[0], theirs[0]

    def commit(self, name, parents, files):
        self.commits.append((name, parents, dict(files)))
        return name

    def chain(self, name, parent, files, length):
        files = dict(files)
        for _ in range(length):
            for _ in range(self.rng.randint(1, 4)):
                self.change(files)
            parent = self.commit(f"{name}-{len(self.commits)}", [parent], files)
        return parent, files

    def cross(self, ours, theirs):
        """Each side merges the other one, and goes on."""
        sides = []
        for name, (mine, files), (yours, others) in (("ours", ours, theirs), ("theirs", theirs, ours)):
            merged = dict(files)
            for path, value in others.items():
                if path not in merged and self.rng.random() < 0.8:
                    self.put(merged, path, value)
                elif path in merged and self.rng.random() < 0.3:
                    merged[path] = value
            tip = self.commit(f"{name}-cross", [mine, yours], merged)
            sides.append(self.chain(name, tip, merged, 1))
        return sides

    # Files

    def text(self, lines):
        self.counter += 1
        return "".join(f"{self.rng.randint(0, 10**9)},{self.counter},{number}\n" for number in range(lines))

    @staticmethod
    def put(files, path, value):
        """Puts a file in the place of whatever makes its path impossible."""
        for other in list(files):
            if other.startswith(path + "/") or path.startswith(other + "/"):
                del files[other]
        files[path] = value

    def change(self, files):
        rng = self.rng
        texts = [path for path, (mode, _) in files.items() if mode != "120000"]
        if not texts:
            return self.put(files, "again", ("100644", self.text(10)))
        path = rng.choice(sorted(texts))
        mode, text = files[path]
        kind = rng.choices(
            ["edit", "append", "prepend", "delete", "rename", "rename and edit", "mode", "add", "add the same", "link",
             "retype", "folder", "rewrite", "copy", "copy and edit"],
            [30, 6, 6, 8, 10, 10, 5, 8, 4, 5, 2, 4, 4, 4, 4])[0]
        if kind == "edit":
            files[path] = (mode, self.edit(text))
        elif kind == "append":
            files[path] = (mode, text + f"appended {rng.randint(0, 9)}\n")
        elif kind == "prepend":
            files[path] = (mode, f"prepended {rng.randint(0, 9)}\n" + text)
        elif kind == "delete":
            del files[path]
        elif kind.startswith("rename"):
            del files[path]
            if kind != "rename":
                text = self.edit(text)
            self.put(files, rng.choice(["moved/", "data/", "", "other/"]) + f"m{rng.randint(0, 5)}", (mode, text))
        elif kind.startswith("copy"):
            if kind != "copy":
                text = self.edit(text)
            self.put(files, rng.choice(["copied/", "data/", ""]) + f"c{rng.randint(0, 5)}", (mode, text))
        elif kind == "mode":
            files[path] = ("100755" if mode == "100644" else "100644", text)
        elif kind == "add":
            self.put(files, f"new{rng.randint(0, 3)}", ("100644", self.text(rng.randint(1, 12))))
        elif kind == "add the same":
            self.put(files, "same", ("100644", "the same on both sides\n"))
        elif kind == "link":
            self.put(files, "link", ("120000", rng.choice(["a.txt", "b.txt", "nowhere"])))
        elif kind == "retype":
            self.put(files, path, ("120000", "elsewhere"))
        elif kind == "folder":
            self.put(files, rng.choice(["d/inner", "notes/page", "link/x", "e"]), ("100644", self.text(3)))
        elif kind == "rewrite":
            files[path] = (mode, self.text(rng.randint(5, 30)))

    def edit(self, text):
        lines = text.splitlines(keepends=True)
        for _ in range(self.rng.randint(1, 3)):
            at = self.rng.randrange(len(lines) + 1)
            what = self.rng.random()
            if what < 0.6 and at < len(lines):
                lines[at] = f"changed {self.rng.randint(0, 99)}\n"
            elif what < 0.8:
                lines.insert(at, f"inserted {self.rng.randint(0, 99)}\n")
            elif at < len(lines):
                del lines[at]
        return "".join(lines)
