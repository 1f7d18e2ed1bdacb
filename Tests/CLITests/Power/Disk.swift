import Foundation

/// A file system as calls change it, with what would survive a loss of power kept apart from what programs see.
///
/// It promises no more than POSIX: fsync of a file makes its bytes durable and not its name; fsync of a folder makes the
/// names in it durable and nothing else. Whatever was not synced may be there or not, each for itself.
struct Disk {
    enum Node {
        case file([UInt8])
        case folder([String: Int])
        case link(String)
    }

    /// What programs see, and what is on the medium for certain; by a number that is never used again, as inodes are.
    private var now: [Node] = []
    private var durable: [Node] = []
    private var numbers: [UInt64: Int] = [:]
    private(set) var root = 0

    /// All that lies in the folder at `path`, durable.
    init(_ path: String) throws {
        root = try take(path)
    }

    private mutating func take(_ path: String) throws -> Int {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw CocoaError(.fileReadNoSuchFile) }
        let number = add(UInt64(status.st_ino), .folder([:]))
        let node: Node
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            var entries: [String: Int] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                entries[name] = try take("\(path)/\(name)")
            }
            node = .folder(entries)
        case S_IFLNK: node = .link(try FileManager.default.destinationOfSymbolicLink(atPath: path))
        default: node = .file([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        }
        now[number] = node
        durable[number] = node
        return number
    }

    private mutating func add(_ inode: UInt64, _ node: Node) -> Int {
        now.append(node)
        durable.append(node)
        numbers[inode] = now.count - 1
        return now.count - 1
    }

    // MARK: Calls

    mutating func apply(_ operation: FileOperation) {
        switch operation {
        case .created(let inode, let folder, let name): put(add(inode, .file([])), folder, name)
        case .madeFolder(let inode, let folder, let name): put(add(inode, .folder([:])), folder, name)
        case .madeLink(let inode, let folder, let name, let target): put(add(inode, .link(target)), folder, name)
        case .linked(let inode, let folder, let name): if let number = numbers[inode] { put(number, folder, name) }
        case .wrote(let inode, let offset, let bytes):
            change(inode) { file in
                if file.count < offset + bytes.count {
                    file += [UInt8](repeating: 0, count: offset + bytes.count - file.count)
                }
                file.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            }
        case .truncated(let inode, let length):
            change(inode) { file in
                file = Array(file.prefix(length)) + [UInt8](repeating: 0, count: max(0, length - file.count))
            }
        case .synced(let inode): if let number = numbers[inode] { durable[number] = now[number] }
        case .renamed(let from, let old, let to, let new):
            if let number = remove(from, old) { put(number, to, new) }
        case .removed(let folder, let name): remove(folder, name)
        case .said: break
        }
    }

    private mutating func change(_ inode: UInt64, _ body: (inout [UInt8]) -> Void) {
        guard let number = numbers[inode], case .file(var bytes) = now[number] else { return }
        body(&bytes)
        now[number] = .file(bytes)
    }

    private mutating func put(_ number: Int, _ folder: UInt64, _ name: String) {
        guard let place = numbers[folder], case .folder(var entries) = now[place] else { return }
        entries[name] = number
        now[place] = .folder(entries)
    }

    @discardableResult
    private mutating func remove(_ folder: UInt64, _ name: String) -> Int? {
        guard let place = numbers[folder], case .folder(var entries) = now[place] else { return nil }
        let number = entries.removeValue(forKey: name)
        now[place] = .folder(entries)
        return number
    }

    // MARK: A loss of power

    /// Which of the things that were not synced are there afterwards.
    enum Survival: Hashable {
        /// Nothing.
        case nothing
        /// Names that were made, moved or removed, but no bytes: files have their length, and zeros.
        case names
        /// Bytes, but no names.
        case bytes
        /// Everything, as when only the process dies.
        case all
        /// Some: for each file and folder a coin is thrown; of a file perhaps only the beginning of what is new.
        case some(seed: UInt64)
    }

    /// The files that are there afterwards, by path; folders have nil.
    func survivors(_ survival: Survival) -> [String: [UInt8]?] {
        var found: [String: [UInt8]?] = [:]
        var random = survival.seed
        func coin(_ sides: UInt64) -> UInt64 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (random >> 33) % sides
        }
        func file(_ number: Int) -> [UInt8] {
            guard case .file(let old) = durable[number], case .file(let new) = now[number] else { return [] }
            switch survival {
            case .nothing: return old
            case .names: return old + [UInt8](repeating: 0, count: max(0, new.count - old.count))
            case .bytes, .all: return new
            case .some:
                switch coin(3) {
                case 0: return old
                case 1: return new
                default: return Array(new.prefix(old.count + Int(coin(UInt64(max(1, new.count - old.count))))))
                }
            }
        }
        func walk(_ number: Int, _ path: String) {
            let isNow =
                switch survival {
                case .nothing, .bytes: false
                case .names, .all: true
                case .some: coin(2) == 0
                }
            switch isNow ? now[number] : durable[number] {
            case .folder(let entries):
                if !path.isEmpty { found[path] = .some(nil) }
                for (name, child) in entries.sorted(by: { $0.key < $1.key }) {
                    walk(child, path.isEmpty ? name : "\(path)/\(name)")
                }
            case .file: found[path] = file(number)
            case .link: break
            }
        }
        walk(root, "")
        return found
    }
}

extension Disk.Survival {
    fileprivate var seed: UInt64 {
        if case .some(let seed) = self { return seed }
        return 0
    }
}
