import DataFiles
import Glibc

/// How wide the terminal is.
enum TerminalWidth {
    /// That of standard output, or what COLUMNS says, or 80; at least 40.
    static var columns: Int {
        if let given = Environment.all["COLUMNS"].flatMap({ Int($0) }), given > 0 { return min(max(given, 40), 1000) }
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return min(max(Int(size.ws_col), 40), 1000)
    }
}

/// A number in few digits, for the edge of a picture.
enum ShortNumber {
    static func text(_ number: Double) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            let count = withVaList([number]) { vsnprintf(buffer.baseAddress!, buffer.count, "%.4g", $0) }
            return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}

/// A histogram of one line for each interval.
enum HistogramPicture {
    static func lines(_ histogram: Histogram, width: Int) -> [String] {
        let labels = histogram.counts.indices.map { ShortNumber.text(histogram.edge($0)) }
        let counts = histogram.counts.map { Figures.grouped($0) }
        let labelWidth = labels.map(\.count).max() ?? 0
        let room = max(1, width - labelWidth - (counts.map(\.count).max() ?? 0) - 4)
        let most = Double(max(histogram.counts.max() ?? 0, 1))
        return histogram.counts.indices.map { index in
            let bar = Self.bar(Double(histogram.counts[index]) / most, room)
            let label = String(repeating: " ", count: labelWidth - labels[index].count) + labels[index]
            return "\(label) │\(bar) \(counts[index])"
        }
    }

    /// A bar in eighths of a character. Something is never nothing.
    private static func bar(_ share: Double, _ room: Int) -> String {
        let eighths = share > 0 ? max(1, Int((share * Double(room * 8)).rounded())) : 0
        let rest = eighths % 8
        return String(repeating: "█", count: eighths / 8) + (rest > 0 ? "▏▎▍▌▋▊▉".character(rest - 1) : "")
    }
}

/// A line over some places, drawn as what is below it.
struct LinePicture {
    /// The characters beside the line.
    static let margin = 12
    let lines: [String]

    /// Nil without a number.
    init?(_ values: [Double?], height: Int) {
        let numbers = values.compactMap(\.self)
        guard let low = numbers.min(), let high = numbers.max() else { return nil }
        let span = high / 2 - low / 2
        let eighths = values.map { value -> Int? in
            value.map {
                span > 0 ? 1 + Int((($0 / 2 - low / 2) / span * Double(height * 8 - 1)).rounded()) : 4 * height
            }
        }
        lines = (0..<height).map { row in
            let base = (height - 1 - row) * 8
            let cells = eighths.map { level -> String in
                guard let level, level > base else { return " " }
                return "▁▂▃▄▅▆▇█".character(min(level - base, 8) - 1)
            }
            let label = row == 0 ? ShortNumber.text(high) : row == height - 1 ? ShortNumber.text(low) : ""
            return String(repeating: " ", count: max(0, Self.margin - 2 - label.count)) + label + " │" + cells.joined()
        }
    }
}

extension String {
    fileprivate func character(_ index: Int) -> String { String(self[self.index(startIndex, offsetBy: index)]) }
}
