internal import CSodium

extension SecretBytes {
    /// Secret memory that is filled step by step, if the final length is not known in advance.
    public struct Buffer: ~Copyable {
        private let base: UnsafeMutableRawPointer
        public let count: Int

        public init(count: Int) {
            Sodium.start()
            guard let base = sodium_malloc(count) else { fatalError("no memory for \(count) secret bytes") }
            self.base = base
            self.count = count
        }

        deinit {
            sodium_free(base)
        }

        public borrowing func withUnsafeMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result)
            -> Result
        {
            body(UnsafeMutableRawBufferPointer(start: base, count: count))
        }

        /// The first `length` bytes, which must exist.
        public borrowing func prefix(_ length: Int) -> SecretBytes {
            precondition(length <= count)
            return SecretBytes(copying: UnsafeRawBufferPointer(start: base, count: length))
        }
    }
}
