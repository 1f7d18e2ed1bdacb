/// How arrays are stored in a file.
public enum Encoding: String, CaseIterable, Sendable {
    /// The elements in C order, little-endian, and nothing else.
    case raw
    /// What `numpy.save` writes: a header (format 1.0), then the elements.
    case npy
    /// What `numpy.savez` writes: a zip archive, uncompressed, with every array of the generator as an npy file.
    case npz
}
