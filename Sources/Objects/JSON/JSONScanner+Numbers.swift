extension JSONScanner {
    /// A number in the text.
    package struct Number {
        package let place: Range<Int>
        /// Without a point and without an exponent.
        package let isInteger: Bool
    }

    /// Skips a number, which must be next.
    @discardableResult
    package mutating func number() throws(DecodeError) -> Number {
        let start = at
        if peek() == UInt8(ascii: "-") { at += 1 }
        let whole = at
        try digits()
        guard bytes[whole] != UInt8(ascii: "0") || at == whole + 1 else {
            throw DecodeError(.syntax, "a number starts with a superfluous zero", at: start)
        }
        let digitCount = at - whole
        var isInteger = true
        if peek() == UInt8(ascii: ".") {
            isInteger = false
            at += 1
            try digits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            isInteger = false
            at += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        if isInteger, let maximumDigits, digitCount > maximumDigits {
            throw DecodeError(.outOfRange, "an integer has more than \(maximumDigits) digits", at: start)
        }
        return Number(place: start..<at, isInteger: isInteger)
    }

    package func text(_ number: Number) -> String {
        String(decoding: bytes[number.place], as: UTF8.self)
    }

    private mutating func digits() throws(DecodeError) {
        let start = at
        while at < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[at] { at += 1 }
        guard at > start else { throw syntax("a digit") }
    }

    /// Takes a non-negative 64-bit integer, which must be next: digits alone.
    package mutating func unsignedInteger(_ what: String) throws(DecodeError) -> UInt64 {
        let start = at
        guard let first = peek(), UInt8(ascii: "0")...UInt8(ascii: "9") ~= first || first == UInt8(ascii: "-") else {
            throw DecodeError(.wrongType, "\(what) is not an integer", at: at)
        }
        let number = try number()
        guard number.isInteger else { throw DecodeError(.wrongType, "\(what) is not an integer", at: start) }
        var value: UInt64 = 0
        for unit in bytes[number.place] {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(unit &- UInt8(ascii: "0")))
            guard unit != UInt8(ascii: "-"), !overflow, !carry else {
                throw DecodeError(.outOfRange, "\(what) is out of range", at: start)
            }
            value = sum
        }
        return value
    }
}
