extension [UInt8] {
    /// Creates an array of at most `capacity` bytes: as many as `fill` reports to have written to the start of the
    /// buffer.
    init(
        atMost capacity: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(FileError) -> Int
    ) throws(FileError) {
        var failure: FileError?
        self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
            do throws(FileError) { count = try fill(UnsafeMutableRawBufferPointer(buffer)) } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
