extension StringProtocol {
    /// Whether a terminal takes a character of the text for an order, or a list for a column or a line: C0, DEL and C1.
    package var hasControlCharacters: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
