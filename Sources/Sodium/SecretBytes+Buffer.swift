internal import CSodium

extension SecretBytes {
    /// Secret memory that is filled step by step, if the final length is not known in advance.
    package struct Buffer: ~Copyable {
        private let base: UnsafeMutableRawPointer
        package let count: Int

        package init(count: Int) {
            Sodium.start()
            guard let base = sodium_malloc(count) else { fatalError("no memory for \(count) secret bytes") }
            self.base = base
            self.count = count
        }

        deinit {
            sodium_free(base)
        }

        package borrowing func withUnsafeMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result)
            -> Result
        {
            body(UnsafeMutableRawBufferPointer(start: base, count: count))
        }

        /// The first `length` bytes, which must exist.
        package borrowing func prefix(_ length: Int) -> SecretBytes {
            precondition(length <= count)
            return SecretBytes(copying: UnsafeRawBufferPointer(start: base, count: length))
        }
    }
}
