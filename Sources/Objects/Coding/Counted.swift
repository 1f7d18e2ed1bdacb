/// A number and what it counts: `1 byte`, `14 bytes`.
package func counted(_ count: some BinaryInteger, _ noun: String) -> String {
    "\(count) \(plural(noun, count))"
}

/// The noun for a number: `byte` for 1, `bytes` for any other.
package func plural(_ noun: String, _ count: some BinaryInteger) -> String {
    count == 1 ? noun : noun.hasSuffix("ch") || noun.hasSuffix("s") ? noun + "es" : noun + "s"
}
