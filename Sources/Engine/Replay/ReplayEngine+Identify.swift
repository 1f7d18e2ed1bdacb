public import Objects

/// The result of searching for the recipe of a file.
public enum Identification: Sendable {
    /// The recipe that gives the file, byte for byte.
    case reproduced(Recipe)
    /// No recipe of the generator with these parameters gives the file: all attempts.
    case differs([Attempt])

    /// One form of the generator's output, compared with the file.
    public struct Attempt: Sendable, CustomStringConvertible {
        public let array: ArrayName
        public let encoding: Encoding
        public let arithmetic: ArithmeticProfile?
        /// The length of this form in bytes.
        public let length: UInt64
        /// The elements that were compared; nil if the length ruled the form out.
        public let agreement: Agreement?

        public var description: String {
            let form = "\(array.rawValue) as \(encoding.rawValue)" + (arithmetic.map { ", \($0.name)" } ?? "")
            guard let agreement else { return "\(form): \(counted(length, "byte"))" }
            return "\(form): \(agreement.description)"
        }
    }

    /// How many of the 8-byte words of two files of the same length are equal.
    public struct Agreement: Hashable, Sendable, CustomStringConvertible {
        public internal(set) var equal: UInt64 = 0
        public internal(set) var compared: UInt64 = 0

        /// Between 0 and 1.
        public var share: Double { compared == 0 ? 0 : Double(equal) / Double(compared) }
        public var isComplete: Bool { equal == compared }

        public var description: String {
            // Never 100 % unless all are equal.
            let tenths =
                compared == 0 ? 0 : (equal.multipliedFullWidth(by: 1000).high == 0 ? equal * 1000 / compared : 0)
            return "\(equal) of \(counted(compared, "value")) agree (\(tenths / 10).\(tenths % 10) %)"
        }
    }
}

extension ReplayEngine {
    /// Finds array, encoding and arithmetic such that `generator` with `params` gives the bytes of `source`.
    ///
    /// Computes every form whose length is the file's, and compares piece by piece; the file is never held in memory.
    ///
    /// - Throws: ``UnknownGenerator``, ``ParameterError``, `RecipeRefusal` if the cost exceeds the limit, and whatever
    ///   `source` throws.
    public func identify(
        generator: String, params: JSONObject, in source: some ByteSource
    ) throws -> Identification {
        let open = try Call.Open(generator, params)
        try open.check(limits)
        var attempts: [Identification.Attempt] = []
        var prepared: (any PreparedCall)?
        for (index, form) in open.forms.enumerated() {
            let profiles = open.profiles(form.array, form.encoding)
            // Absurd parameters are refused, whatever the file's length.
            let first = try open.call(form.array, form.encoding, profiles[0])
            let fits = open.makesFile || first.file.length == source.length
            if fits || index == 0 { try first.check(limits) }
            for profile in fits ? profiles[...] : profiles[..<1] {
                let call = try open.call(form.array, form.encoding, profile)
                var agreement: Identification.Agreement?
                if fits {
                    let ready = prepared ?? open.generator.prepare()
                    prepared = ready
                    let (output, found) = try compare(call, ready, source)
                    if let output { return .reproduced(call.recipe(output)) }
                    agreement = found
                }
                attempts.append(
                    .init(
                        array: form.array, encoding: form.encoding, arithmetic: profile, length: call.file.length,
                        agreement: agreement))
            }
        }
        return .differs(attempts)
    }

    /// Computes `call` and compares it with `source`. The output is nil unless they are equal.
    private func compare(
        _ call: Call, _ prepared: any PreparedCall, _ source: some ByteSource
    ) throws -> (output: Recipe.Output?, agreement: Identification.Agreement) {
        var comparison = WordComparison()
        var reader = SequentialReader(source)
        var hasher = ContentHasher()
        try call.write(prepared) { piece in
            hasher.update(piece)
            guard hasher.count <= source.length else { return }
            try reader.read(piece.byteCount) { comparison.add(piece, $0) }
        }
        let agreement = comparison.finish()
        guard agreement.isComplete, hasher.count == source.length else { return (nil, agreement) }
        return (.init(length: hasher.count, sha256: hasher.finish()), agreement)
    }
}

/// Counts the 8-byte words in which two streams agree. Words start at the beginning of the streams; the last one may be
/// shorter.
struct WordComparison {
    private var agreement = Identification.Agreement()
    /// Whether the bytes seen so far of the current word agree, and their number.
    private var partial = (equal: true, count: 0)

    /// Takes the next bytes of both streams, equally many.
    mutating func add(_ a: RawSpan, _ b: RawSpan) {
        precondition(a.byteCount == b.byteCount)
        a.withUnsafeBytes { a in
            b.withUnsafeBytes { b in
                var at = 0
                while at < a.count, partial.count > 0 { step(a, b, &at) }
                var equal = 0
                let words = (a.count - at) / 8
                for word in 0..<words {
                    let offset = at + word * 8
                    let left = a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    equal += left == b.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ? 1 : 0
                }
                agreement.equal += UInt64(equal)
                agreement.compared += UInt64(words)
                at += words * 8
                while at < a.count { step(a, b, &at) }
            }
        }
    }

    private mutating func step(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, _ at: inout Int) {
        partial.equal = partial.equal && a[at] == b[at]
        partial.count += 1
        at += 1
        if partial.count == 8 { closeWord() }
    }

    private mutating func closeWord() {
        agreement.equal += partial.equal ? 1 : 0
        agreement.compared += 1
        partial = (true, 0)
    }

    mutating func finish() -> Identification.Agreement {
        if partial.count > 0 { closeWord() }
        return agreement
    }
}
