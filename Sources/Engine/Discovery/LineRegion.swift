/// The lines that pass each of a set of points within its tolerance.
///
/// Every point restricts the plane of all (start, slope) to a strip. The intersection of all strips is a polygon with
/// few corners, however many points there are.
struct LineRegion {
    /// In order around the polygon; empty if no line remains. Unit: that of the points' values, and the same per unit
    /// of their position.
    private(set) var corners: [SIMD2<Double>]

    /// All lines whose start and slope do not exceed these magnitudes.
    init(start: Double, slope: Double) {
        corners = [[-start, -slope], [start, -slope], [start, slope], [-start, slope]]
    }

    /// Removes the lines that are not within `tolerance` of `value` at `position`.
    mutating func cut(position: Double, value: Double, tolerance: Double) {
        cut(normal: [1, position], bound: value + tolerance)
        cut(normal: [-1, -position], bound: tolerance - value)
    }

    /// Keeps the part of the polygon on the near side of a line.
    private mutating func cut(normal: SIMD2<Double>, bound: Double) {
        func excess(_ corner: SIMD2<Double>) -> Double { (normal * corner).sum() - bound }
        guard corners.contains(where: { excess($0) > 0 }), var last = corners.last else { return }
        var kept: [SIMD2<Double>] = []
        for corner in corners {
            let (before, after) = (excess(last), excess(corner))
            if before > 0 && after <= 0 || before <= 0 && after > 0 {
                kept.append(last + (corner - last) * (before / (before - after)))
            }
            if after <= 0 { kept.append(corner) }
            last = corner
        }
        corners = kept
    }

    /// The minimum and maximum start of the remaining lines.
    var starts: ClosedRange<Double>? {
        Self.range(corners.map(\.x))
    }

    /// The slopes of the remaining lines that begin at `start`.
    func slopes(at start: Double) -> ClosedRange<Double>? {
        guard var last = corners.last else { return nil }
        var slopes: [Double] = []
        for corner in corners {
            if corner.x == start { slopes.append(corner.y) }
            if (last.x - start) * (corner.x - start) < 0 {
                slopes.append(last.y + (corner.y - last.y) * ((start - last.x) / (corner.x - last.x)))
            }
            last = corner
        }
        return Self.range(slopes)
    }

    private static func range(_ values: [Double]) -> ClosedRange<Double>? {
        guard let low = values.min(), let high = values.max() else { return nil }
        return low...high
    }
}
