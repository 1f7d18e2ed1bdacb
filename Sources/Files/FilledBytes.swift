extension [UInt8] {
    /// At most `capacity` bytes: as many as `fill` says that it has put at the start of the buffer.
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
