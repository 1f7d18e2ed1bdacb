internal import Synchronization

/// The steps and the memory that a program may use. Memory is counted before it is allocated.
final class ProgramBudget: Sendable {
    private let steps: Atomic<Int>
    private let memory: Atomic<Int>
    let stepLimit, memoryLimit: Int

    /// An element of an array counts 8 bytes, whatever its type.
    static let elementBytes = 8

    init(steps: Int, memory: Int) {
        stepLimit = steps
        memoryLimit = memory
        self.steps = Atomic(steps)
        self.memory = Atomic(memory)
    }

    /// Counts `count` steps.
    func step(_ count: Int = 1) throws(ProgramError) {
        let left = steps.subtract(max(1, count), ordering: .relaxed).newValue
        guard left >= 0 else { throw .tooLarge("the program takes more than \(stepLimit) steps") }
    }

    /// Requests room for `count` elements before they are made; the work on them is counted as well.
    func room(_ count: Int) throws(ProgramError) {
        try step(count / 8)
        guard count <= memory.load(ordering: .relaxed) / Self.elementBytes else {
            throw .tooLarge("the program takes more than \(memoryLimit) bytes of memory")
        }
    }

    /// The number of elements of a shape, if there is room for them.
    func count(_ shape: [Int]) throws(ProgramError) -> Int {
        guard shape.count <= ArrayLayout.maximumAxes else {
            throw .refused("maximum supported dimension for an ndarray is 64")
        }
        var count = 1
        for extent in shape {
            guard extent >= 0 else { throw .refused("negative dimensions are not allowed") }
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= memoryLimit else {
                throw .tooLarge("the program takes more than \(memoryLimit) bytes of memory")
            }
            count = product
        }
        try room(count)
        return count
    }

    /// Counts memory until it is released.
    func hold(_ count: Int) { memory.subtract(count, ordering: .relaxed) }
    func giveBack(_ count: Int) { memory.add(count, ordering: .relaxed) }
}
