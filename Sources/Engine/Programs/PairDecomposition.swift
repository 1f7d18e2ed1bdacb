/// The singular value decomposition of a 2×2 matrix, as LAPACK's dgesdd computes it: a reflection makes it upper
/// bidiagonal (dgebd2), and dlasv2 diagonalises that.
struct PairDecomposition {
    /// The larger one first.
    let values: (Double, Double)
    /// In C order: the columns of u, and the rows of vᵀ.
    let u, vt: [Double]

    /// - Parameters:
    ///   - matrix: in C order; not diagonal.
    ///   - isFused: whether OpenBLAS's rank-one update rounds once, as SkylakeX's does.
    init(_ matrix: [Double], isFused: Bool) {
        func fma(_ a: Double, _ b: Double, _ c: Double) -> Double { isFused ? c.addingProduct(a, b) : c + a * b }
        var upper = matrix[1]
        var last = matrix[3]
        let below = matrix[2]
        var first = matrix[0]
        var tau = 0.0
        var v = 0.0
        if below != 0 {
            let (large, small) = (max(first.magnitude, below.magnitude), min(first.magnitude, below.magnitude))
            let q = small / large
            let length = small == 0 ? large : large * (1 + q * q).squareRoot()
            let beta = -Double(signOf: first, magnitudeOf: length)
            tau = (beta - first) / beta
            v = below * (1 / (first - beta))
            first = beta
            let step = -tau * (last * v + upper)
            upper += step
            last = fma(v, step, last)
        }
        let rotation = Rotation(first, upper, last)
        var values = [rotation.greater, rotation.smaller]
        var vt = [rotation.cosineRight, rotation.sineRight, -rotation.sineRight, rotation.cosineRight]
        var columns = [rotation.cosineLeft, rotation.sineLeft, -rotation.sineLeft, rotation.cosineLeft]
        for index in 0..<2 where values[index].sign == .minus {
            values[index] = -values[index]
            vt[2 * index] = -vt[2 * index]
            vt[2 * index + 1] = -vt[2 * index + 1]
        }
        if values[0] < values[1] {
            values.swapAt(0, 1)
            vt = [vt[2], vt[3], vt[0], vt[1]]
            columns = [columns[2], columns[3], columns[0], columns[1]]
        }
        if tau != 0 {
            for column in 0..<2 {
                let step = -tau * (columns[2 * column + 1] * v + columns[2 * column])
                columns[2 * column] += step
                columns[2 * column + 1] = fma(v, step, columns[2 * column + 1])
            }
        }
        self.values = (values[0], values[1])
        self.vt = vt
        u = [columns[0], columns[2], columns[1], columns[3]]
    }

    /// LAPACK's dlasv2: the decomposition of an upper triangular matrix.
    private struct Rotation {
        let greater, smaller, sineRight, cosineRight, sineLeft, cosineLeft: Double

        init(_ f: Double, _ g: Double, _ h: Double) {
            let isSwapped = h.magnitude > f.magnitude
            let (ft, ht) = isSwapped ? (h, f) : (f, h)
            let (fa, ha, ga) = (ft.magnitude, ht.magnitude, g.magnitude)
            var largest = isSwapped ? 3 : 1
            var most = fa
            var least = ha
            var (cl, cr, sl, sr) = (1.0, 1.0, 0.0, 0.0)
            if ga != 0 {
                if ga > fa { largest = 2 }
                if ga > fa, fa / ga < 0x1p-53 {
                    most = ga
                    least = ha > 1 ? fa / (ga / ha) : fa / ga * ha
                    (cl, sl, sr, cr) = (1, ht / g, 1, ft / g)
                } else {
                    let d = fa - ha
                    var l = d == fa ? 1 : d / fa
                    let m = g / ft
                    var t = 2 - l
                    let mm = m * m
                    let s = (t * t + mm).squareRoot()
                    let r = l == 0 ? m.magnitude : (l * l + mm).squareRoot()
                    let a = 0.5 * (s + r)
                    least = ha / a
                    most = fa * a
                    if mm == 0 {
                        t =
                            l == 0
                            ? Double(signOf: ft, magnitudeOf: 2) * Double(signOf: g, magnitudeOf: 1)
                            : g / Double(signOf: ft, magnitudeOf: d) + m / t
                    } else {
                        t = (m / (s + t) + m / (r + l)) * (1 + a)
                    }
                    l = (t * t + 4).squareRoot()
                    cr = 2 / l
                    sr = t / l
                    cl = (cr + sr * m) / a
                    sl = ht / ft * sr / a
                }
            }
            (cosineLeft, sineLeft, cosineRight, sineRight) = isSwapped ? (sr, cr, sl, cl) : (cl, sl, cr, sr)
            func sign(_ x: Double) -> Double { x.sign == .minus ? -1 : 1 }
            let turn =
                switch largest {
                case 1: sign(cosineRight) * sign(cosineLeft) * sign(f)
                case 2: sign(sineRight) * sign(cosineLeft) * sign(g)
                default: sign(sineRight) * sign(sineLeft) * sign(h)
                }
            greater = Double(signOf: turn, magnitudeOf: most)
            smaller = Double(signOf: turn * sign(f) * sign(h), magnitudeOf: least)
        }
    }
}
