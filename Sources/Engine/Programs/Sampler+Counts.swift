extension Sampler {
    // MARK: Poisson

    func poisson(_ mean: Double) -> Int64 {
        if mean >= 10 { return transformedRejection(mean) }
        if mean == 0 { return 0 }
        let least = Libm.exp(-mean)
        var count: Int64 = 0
        var product = 1.0
        while true {
            product *= real()
            guard product > least else { return count }
            count += 1
        }
    }

    /// W. Hörmann's PTRS, 1993.
    private func transformedRejection(_ mean: Double) -> Int64 {
        let root = mean.squareRoot()
        let logMean = Libm.log(mean)
        let b = 0.931 + 2.53 * root
        let a = -0.059 + 0.02483 * b
        let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
        let vr = 0.9277 - 3.6224 / (b - 2)
        while true {
            let u = real() - 0.5
            let v = real()
            let us = 0.5 - u.magnitude
            let floor = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
            guard floor > -0x1p62, floor < 0x1p62 else { continue }
            let k = Int64(floor)
            if us >= 0.07, v <= vr { return k }
            if k < 0 || us < 0.013 && v > us { continue }
            if Libm.log(v) + Libm.log(inverseAlpha) - Libm.log(a / (us * us) + b)
                <= -mean + Double(k) * logMean - Self.logGamma(Double(k) + 1)
            {
                return k
            }
        }
    }

    static func logGamma(_ x: Double) -> Double {
        if x == 1 || x == 2 { return 0 }
        let steps = x < 7 ? Int(7 - x) : 0
        var x0 = x + Double(steps)
        let x2 = (1 / x0) * (1 / x0)
        var sum = -1.39243221690590e+00
        for coefficient in [
            1.796443723688307e-01, -2.955065359477124e-02, 6.410256410256410e-03, -1.917526917526918e-03,
            8.417508417508418e-04, -5.952380952380952e-04, 7.936507936507937e-04, -2.777777777777778e-03,
            8.333333333333333e-02,
        ] {
            sum *= x2
            sum += coefficient
        }
        var value = sum / x0 + 0.5 * 1.8378770664093453e+00 + (x0 - 0.5) * Libm.log(x0) - x0
        if x < 7 {
            for _ in 0..<steps {
                value -= Libm.log(x0 - 1)
                x0 -= 1
            }
        }
        return value
    }

    // MARK: Binomial

    func binomial(_ count: Int64, _ p: Double) -> Int64 {
        if count == 0 || p == 0 { return 0 }
        let q = p <= 0.5 ? p : 1 - p
        let drawn = q * Double(count) <= 30 ? inversion(count, q) : btpe(count, q)
        return p <= 0.5 ? drawn : count - drawn
    }

    private func inversion(_ n: Int64, _ p: Double) -> Int64 {
        let q = 1 - p
        let none = isLegacy ? Libm.exp(Double(n) * Libm.log(q)) : Libm.exp(Double(n) * Elementary.log1p(-p))
        let mean = Double(n) * p
        let bound = Int64(min(Double(n), mean + 10 * (mean * q + 1).squareRoot()))
        var x: Int64 = 0
        var px = none
        var u = real()
        while u > px {
            x += 1
            if x > bound {
                x = 0
                px = none
                u = real()
            } else {
                u -= px
                px = (Double(n - x + 1) * p * px) / (Double(x) * q)
            }
        }
        return x
    }

    /// V. Kachitvichyanukul and B. W. Schmeiser's BTPE, 1988.
    private func btpe(_ n: Int64, _ p: Double) -> Int64 {
        let count = Double(n)
        let r = min(p, 1 - p)
        let q = 1 - r
        let fm = count * r + r
        let m = fm.rounded(.down)
        let p1 = (2.195 * (count * r * q).squareRoot() - 4.6 * q).rounded(.down) + 0.5
        let xm = m + 0.5
        let xl = xm - p1
        let xr = xm + p1
        let c = 0.134 + 20.5 / (15.3 + m)
        var a = (fm - xl) / (fm - xl * r)
        let lambdaLeft = a * (1 + a / 2)
        a = (xr - fm) / (xr * q)
        let lambdaRight = a * (1 + a / 2)
        let p2 = p1 * (1 + 2 * c)
        let p3 = p2 + c / lambdaLeft
        let p4 = p3 + c / lambdaRight
        let variance = count * r * q
        while true {
            let u = real() * p4
            var v = real()
            if u <= p1 { return finish(xm - p1 * v + u, trials: n, probability: p) }
            var y: Double
            if u <= p2 {
                let x = xl + (u - p1) / c
                v = v * c + 1 - (m - x + 0.5).magnitude / p1
                if v > 1 { continue }
                y = x.rounded(.down)
            } else if u <= p3 {
                y = (xl + Libm.log(v) / lambdaLeft).rounded(.down)
                if y < 0 || v == 0 { continue }
                v = v * (u - p2) * lambdaLeft
            } else {
                y = (xr - Libm.log(v) / lambdaRight).rounded(.down)
                if y > count || v == 0 { continue }
                v = v * (u - p3) * lambdaRight
            }
            let k = (y - m).magnitude
            if k > 20, k < variance / 2 - 1 {
                let rho = (k / variance) * ((k * (k / 3 + 0.625) + 0.16666666666666666) / variance + 0.5)
                let t = -k * k / (2 * variance)
                let logV = Libm.log(v)
                if logV < t - rho { return finish(y, trials: n, probability: p) }
                if logV > t + rho { continue }
                if logV > stirling(y, m, count, r, q, xm) { continue }
                return finish(y, trials: n, probability: p)
            }
            let s = r / q
            let a = s * (count + 1)
            var f = 1.0
            if m < y {
                for i in stride(from: m + 1, through: y, by: 1) { f *= a / i - s }
            } else if m > y {
                for i in stride(from: y + 1, through: m, by: 1) { f /= a / i - s }
            }
            if v > f { continue }
            return finish(y, trials: n, probability: p)
        }
    }

    private func finish(_ y: Double, trials n: Int64, probability p: Double) -> Int64 {
        let value = Int64(y.rounded(.down))
        return p > 0.5 ? n - value : value
    }

    private func stirling(_ y: Double, _ m: Double, _ n: Double, _ r: Double, _ q: Double, _ xm: Double) -> Double {
        let x1 = y + 1
        let f1 = m + 1
        let z = n + 1 - m
        let w = n - y + 1
        let first = isLegacy ? 13680.0 : 13860.0
        func term(_ x: Double) -> Double {
            let square = x * x
            return (first - (462 - (132 - (99 - 140 / square) / square) / square) / square) / x / 166320
        }
        let logs = xm * Libm.log(f1 / x1) + (n - m + 0.5) * Libm.log(z / w) + (y - m) * Libm.log(w * r / (x1 * q))
        return isLegacy
            ? logs + term(f1) + term(z) + term(x1) + term(w) : logs + term(f1) + term(z) - term(x1) - term(w)
    }

    // MARK: Geometric, negative binomial, Zipf, logarithmic series

    func geometric(_ p: Double) -> Int64 {
        if p >= 0.333333333333333333333333 {
            var count: Int64 = 1
            var sum = p
            var product = p
            let u = real()
            while u > sum {
                product *= 1 - p
                sum += product
                count += 1
                if product == 0 { break }
            }
            return count
        }
        let z: Double
        if isLegacy {
            z = (Elementary.log1p(-real()) / Libm.log(1 - p)).rounded(.up)
        } else {
            z = (-exponential() / Elementary.log1p(-p)).rounded(.up)
        }
        return z >= 9.2e18 ? .max : Int64(z)
    }

    func negativeBinomial(_ n: Double, _ p: Double) -> Int64 {
        poisson((1 - p) / p * gamma(n))
    }

    func zipf(_ a: Double) -> Int64 {
        if a >= 1025, !isLegacy { return 1 }
        let power = a - 1
        let b = Libm.pow(2, power)
        let least = Libm.pow(0x1p63, -power)
        while true {
            let first = real()
            let u = isLegacy || version == .before21 ? 1 - first : first * least + (1 - first)
            let v = real()
            let x = Libm.pow(u, -1 / power).rounded(.down)
            if x > 0x1p63 || x < 1 { continue }
            let t = Libm.pow(1 + 1 / x, power)
            if v * x * (t - 1) / (b - 1) <= t / b { return x >= 0x1p63 ? .max : Int64(x) }
        }
    }

    func logarithmicSeries(_ p: Double) -> Int64 {
        let r = isLegacy ? Libm.log(1 - p) : Elementary.log1p(-p)
        while true {
            let v = real()
            if v >= p { return 1 }
            let u = real()
            let q = isLegacy ? 1 - Libm.exp(r * u) : -Elementary.expm1(r * u)
            if v <= q * q {
                let value = (1 + Libm.log(v) / Libm.log(q)).rounded(.down)
                if v == 0 || value < 1 || value >= 0x1p63 { continue }
                return Int64(value)
            }
            return v >= q ? 1 : 2
        }
    }
}
