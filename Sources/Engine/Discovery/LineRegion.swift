/// The lines that a set of points allows: those that pass each no farther off than its own tolerance.
///
/// Every point cuts a strip out of the plane of all (start, slope). What is left when all have cut is a polygon of a few
/// corners, however many the points are.
struct LineRegion {
    /// In the order in which one walks around them; none when no line is left. Unit: what the points' values are in, and
    /// that for each unit of their position.
    private(set) var corners: [SIMD2<Double>]

    /// All lines with a start and a slope of at most these sizes.
    init(start: Double, slope: Double) {
        corners = [[-start, -slope], [start, -slope], [start, slope], [-start, slope]]
    }

    /// Takes away the lines that are not within `tolerance` of `value` at `position`.
    mutating func cut(position: Double, value: Double, tolerance: Double) {
        cut(normal: [1, position], bound: value + tolerance)
        cut(normal: [-1, -position], bound: tolerance - value)
    }

    /// Leaves of the polygon what lies on the near side of a line.
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

    /// The least and the greatest start of a line that is left.
    var starts: ClosedRange<Double>? {
        Self.range(corners.map(\.x))
    }

    /// The slopes of the lines that are left and begin at `start`.
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
