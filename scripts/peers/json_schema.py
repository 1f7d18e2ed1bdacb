"""docs/json.schema.json as a check: which schema a command's output has, and what is wrong with one."""
import json
import re

import jsonschema


def canonical(value):
    """RFC 8785, for values whose numbers are integers or have few digits: what at1 prints."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def closed(schema, is_part=False):
    """The same schema, which refuses keys that it does not name. Parts of an ``allOf`` do not: the whole does."""
    if isinstance(schema, list):
        return [closed(one, is_part) for one in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for key, value in schema.items():
        if key in ("$defs", "properties"):
            result[key] = {name: closed(one, key == "$defs" and name.endswith("-keys")) for name, one in value.items()}
        else:
            result[key] = closed(value, key in ("allOf", "if", "then"))
    names_keys = "properties" in schema or "allOf" in schema
    if names_keys and not is_part and "additionalProperties" not in schema:
        result["unevaluatedProperties"] = False
    return result


class Schema:
    def __init__(self, path):
        self.schema = json.loads(path.read_text())
        jsonschema.Draft202012Validator.check_schema(self.schema)
        self.names = set(self.schema["$defs"])
        self.strict = closed(self.schema)
        self.validators = {}

    def title(self, name):
        """``at1 NAME --json`` for a command; shapes that commands share have none."""
        return self.schema["$defs"].get(name, {}).get("title")

    def keys(self):
        """Every key that an object of some command may have, sorted."""

        def found(schema):
            if isinstance(schema, list):
                return set().union(*map(found, schema))
            if not isinstance(schema, dict):
                return set()
            return set(schema.get("properties", {})).union(*map(found, schema.values()))

        return sorted(found(self.schema))

    def problems(self, name, value):
        """What of a value is not as the schema of that name has it: the deepest complaint, with its place."""
        if name not in self.validators:
            whole = {"$defs": self.strict["$defs"], "$ref": f"#/$defs/{name.replace(' ', '%20')}"}
            self.validators[name] = jsonschema.Draft202012Validator(whole)
        error = jsonschema.exceptions.best_match(self.validators[name].iter_errors(value))
        return None if error is None else f"{error.json_path}: {error.message[:400]}"


def documented_codes(page):
    """The stable words of docs/json.md, each with its exit codes."""
    codes = {}
    table = page.split("`code` is a stable word:")[1].split("\n\n")[1]
    for row in table.splitlines()[2:]:
        words, exits = row.strip().strip("|").rsplit("|", 1)
        words = words.split(": ")[0]
        for place, word in enumerate(re.findall(r"`([a-z-]+)`", words)):
            codes[word] = {int(exits)} if exits.strip() else {place + 1}
    return codes


def documented_commands(page):
    """The commands that the table of docs/json.md names: ``replay info``, ``pack`` in the first column are two of replay."""
    found = set()
    for row in page.split("\n## Commands\n")[1].splitlines():
        group = None
        for name in re.findall(r"`([a-z][a-z -]*)`", row.split(" | ")[0]) if row.startswith("| `") else []:
            words = name.split()
            if len(words) == 2:
                group = words[0]
            found |= {name, f"{group} {name}"}
    return found
