extension StringProtocol {
    /// Whether the text contains characters that would steer a terminal, or break a line or a column of a list: C0, DEL
    /// and C1.
    package var hasControlCharacters: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
