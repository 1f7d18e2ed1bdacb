/// An order of additions in matrix products: the one that OpenBLAS takes on a family of processors.
public enum ArithmeticProfile: String, CaseIterable, Sendable {
    case haswell = "openblas-haswell"
    case skylakex = "openblas-skylakex"
    case sandybridge = "openblas-sandybridge"
    case nehalem = "openblas-nehalem"
}
