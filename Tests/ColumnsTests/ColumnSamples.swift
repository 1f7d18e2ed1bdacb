import TestSupport

/// Bytes as instruments and programs write them; the same at every run.
enum ColumnSamples {
    /// Whole numbers from 0 to `limit`, as if drawn.
    static func draws(_ count: Int, below limit: UInt64, seed: UInt64 = 1) -> [UInt64] {
        let bytes = noise(count * 4, seed: seed &* 2_654_435_761 | 1)
        return (0..<count).map { index in
            (0..<4).reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[index * 4 + $1]) } % limit
        }
    }

    static func walk(_ count: Int, step: UInt64, from start: Int64 = 0, seed: UInt64 = 1) -> [Int64] {
        var at = start
        return draws(count, below: 2 * step + 1, seed: seed).map { draw in
            at += Int64(draw) - Int64(step)
            return at
        }
    }

    static func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    }

    static let integers = bytes(walk(2000, step: 400, from: 1_000_000_000_000))
    static let decimals = bytes(walk(2500, step: 30, from: 20_000).map { (Double($0) / 1000).bitPattern })
    static let floats = bytes(draws(2500, below: 1 << 22).map { (Float($0) * 1e-7 - 0.2).bitPattern })
    static let channels: [UInt8] = {
        let lanes = (1...3).map { walk(1000, step: 90, from: Int64($0) * 4000, seed: UInt64($0)) }
        return bytes((0..<3000).map { Int16(truncatingIfNeeded: lanes[$0 % 3][$0 / 3]) })
    }()

    static func header(_ descr: String, _ shape: String) -> [UInt8] {
        var text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': \(shape), }"
        text += String(repeating: " ", count: 117 - text.utf8.count) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(text.utf8)
    }

    static let grid: [UInt8] = {
        let noise = draws(4800, below: 9)
        let values = (0..<60 * 80).map { index -> UInt8 in
            let slope = index % 80 + index / 80
            return UInt8(60 + slope + Int(noise[index]) / 2)
        }
        return header("|u1", "(60, 80)") + values
    }()

    static func pad(_ number: Int64, _ width: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    static let csv: [UInt8] = {
        let values = walk(600, step: 30, from: 2150)
        var lines = ["time,temperature,state,note"]
        for (index, value) in values.enumerated() {
            let second = Int64(index) * 10 + Int64(value & 1)
            let time = "2023-11-14T\(pad(second / 3600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2))Z"
            let cell = index % 13 == 5 ? "" : "\(value / 100).\(pad(value % 100, 2))"
            lines.append("\(time),\(cell),\(index % 97 == 0 ? "calibrating" : "ok"),\"a,\(index % 3)\"")
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }()

    static let jsonLines: [UInt8] = {
        let values = walk(500, step: 3, from: 2150)
        let lines = values.enumerated().map { index, value -> String in
            "{\"ts\": \(1_700_000_000 + index * 10), \"id\": \"n\(index % 7)\", \"temp\": \(Double(value) / 100), \"ok\": \(index % 13 != 0)}"
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }()

    static let log: [UInt8] = {
        let ids = draws(500, below: 1 << 32)
        let lines = ids.enumerated().map { index, id -> String in
            let hex = String(id, radix: 16)
            return
                "INFO worker-\(index % 5) request id=\(String(repeating: "0", count: 8 - hex.count))\(hex) took \(id % 900 / 10).\(id % 10) ms"
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }()

    static let floatText: [UInt8] = {
        let lines = draws(400, below: 1 << 31).enumerated().map { index, draw -> String in
            let value = Double(draw)
            return "\(index),\(2.3 / (value + 0.5)),\(value / 7)"
        }
        return Array((["epoch,loss,accuracy"] + lines).joined(separator: "\n").utf8)
    }()

    static let all: [(name: String, bytes: [UInt8])] = [
        ("integers", integers), ("decimals", decimals), ("floats", floats), ("channels", channels), ("grid", grid),
        ("csv", csv), ("json lines", jsonLines), ("log", log), ("floats as text", floatText),
    ]
}
