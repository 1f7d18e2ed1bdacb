/// The matrix that turns independent normals into normals with a covariance, as LAPACK gives it to numpy.
struct CovarianceFactor {
    /// In C order: a row of normals is multiplied by this.
    let columns: [Double]

    /// - Parameter method: `cholesky`, `svd` or `eigh` of Generator; nil for RandomState.
    init(_ covariance: [Double], _ size: Int, method: String?, isFused: Bool) throws(ProgramError) {
        let isDiagonal = covariance.indices.allSatisfy { $0 / size == $0 % size || covariance[$0] == 0 }
        let diagonal = (0..<size).map { covariance[$0 * size + $0] }
        guard diagonal.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw .unsupported("multivariate_normal of this covariance is not reproduced")
        }
        switch method {
        case "cholesky" where size <= 2:
            // The transpose of the lower triangle.
            if size == 1 {
                columns = [diagonal[0].squareRoot()]
            } else {
                let first = diagonal[0].squareRoot()
                let below = covariance[2] / first
                columns = [first, below, 0, (diagonal[1] - below * below).squareRoot()]
            }
        case "svd", nil:
            if size == 2, !isDiagonal {
                let pair = PairDecomposition(covariance, isFused: isFused)
                let roots = [pair.values.0.squareRoot(), pair.values.1.squareRoot()]
                guard roots[1] > 0 else {
                    throw .unsupported(
                        "multivariate_normal of a covariance that is not positive definite is not reproduced")
                }
                let (first, second) = (roots[0], roots[1])
                if method == nil {
                    columns = [first * pair.vt[0], first * pair.vt[1], second * pair.vt[2], second * pair.vt[3]]
                } else {
                    columns = [pair.u[0] * first, pair.u[2] * first, pair.u[1] * second, pair.u[3] * second]
                }
                return
            }
            if size == 2, diagonal[0] < diagonal[1] {
                // The larger one comes first.
                columns = [0, diagonal[1].squareRoot(), diagonal[0].squareRoot(), 0]
                return
            }
            guard isDiagonal, size == 2 || diagonal.allSatisfy({ $0 == diagonal[0] }) else {
                throw .unsupported(
                    "multivariate_normal goes through LAPACK's svd, which is reproduced for two variables, or a multiple of the identity"
                )
            }
            columns = (0..<size * size).map { $0 / size == $0 % size ? diagonal[$0 / size].squareRoot() : 0 }
        default: throw .unsupported("multivariate_normal by \(method ?? "svd") is not reproduced for \(size) variables")
        }
    }
}
