import Foundation
import TestSupport

/// Feeds a reader with inputs made of a corpus, for a time.
///
/// An input that is refused in words not heard before, or read for the first time, joins the corpus: the words stand for
/// the way that was taken through the reader. AT1_FUZZ_SECONDS says how long each reader is fed, AT1_FUZZ_SEED with which
/// inputs. The input under way is in the file that AT1_FUZZ_INPUT names, for when the process ends with it.
final class Fuzzer {
    private let target: FuzzTarget
    private var mutator: Mutator
    private var corpus: [[UInt8]]
    private var heard: Set<String> = []
    private let last: FileHandle?
    private(set) var executions = 0
    private(set) var accepted = 0
    private(set) var slowest = 0.0

    static var seconds: Double {
        ProcessInfo.processInfo.environment["AT1_FUZZ_SECONDS"].flatMap(Double.init) ?? 1
    }

    /// What is slower than this in a debug build is a way to keep a reader busy.
    static let patience = 10.0

    struct Found: Error, CustomStringConvertible {
        let description: String
    }

    init(_ target: FuzzTarget) throws {
        self.target = target
        let environment = ProcessInfo.processInfo.environment
        mutator = Mutator(seed: environment["AT1_FUZZ_SEED"].flatMap(UInt64.init) ?? 1)
        corpus = try target.corpus()
        if let path = environment["AT1_FUZZ_INPUT"] {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            last = FileHandle(forWritingAtPath: path)
        } else {
            last = nil
        }
    }

    /// - Returns: how many inputs of the corpus are read as they are.
    func replay() throws -> Int {
        for input in corpus { try feed(input) }
        return accepted
    }

    /// What the reader has said of its inputs, for when it reads none of them.
    var answers: [String] { heard.sorted() }

    func run(for seconds: Double = Fuzzer.seconds) throws {
        guard !corpus.isEmpty else { throw Found(description: "\(target.name) has no corpus") }
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            for _ in 0..<16 {
                let input = corpus[Int(mutator.next() % UInt64(corpus.count))]
                let other = corpus[Int(mutator.next() % UInt64(corpus.count))]
                var bytes = mutator.mutate(input, other, target.words)
                if let fix = target.fix, mutator.next() % 4 != 0 { bytes = fix(bytes) }
                if try feed(bytes), corpus.count < 4096 { corpus.append(bytes) }
            }
        }
        Tally.note("fuzzed", executions)
    }

    /// - Returns: whether the reader has said something new.
    @discardableResult
    private func feed(_ input: [UInt8]) throws -> Bool {
        if let last {
            try last.truncate(atOffset: 0)
            try last.write(contentsOf: Data(input))
        }
        executions += 1
        let start = Date()
        var words = ""
        do {
            try target.read(input)
            accepted += 1
            words = "read, of \(input.count.bitWidth - input.count.leadingZeroBitCount) bits of length"
        } catch let violation as FuzzTarget.Violation {
            throw Found(description: "\(target.name): \(violation); the input is \(Data(input).base64EncodedString())")
        } catch {
            // Not what it quotes of the input.
            let parts = "\(error)".split(separator: "'", omittingEmptySubsequences: false)
            words = parts.enumerated().map { $0 % 2 == 0 ? $1 : "" }.joined().filter { !$0.isNumber && !$0.isHexDigit }
        }
        let took = Date().timeIntervalSince(start)
        slowest = max(slowest, took)
        guard took < Self.patience else {
            throw Found(description: "\(target.name): \(took) s for the input \(Data(input).base64EncodedString())")
        }
        return heard.insert(String(words.prefix(200))).inserted
    }
}
