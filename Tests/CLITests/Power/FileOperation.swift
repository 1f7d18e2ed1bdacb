import Foundation

/// A call that changed a file, as record.c wrote it down.
enum FileOperation {
    case created(inode: UInt64, folder: UInt64, name: String)
    case wrote(inode: UInt64, offset: Int, bytes: [UInt8])
    case truncated(inode: UInt64, length: Int)
    case synced(inode: UInt64)
    case renamed(from: UInt64, String, to: UInt64, String)
    case removed(folder: UInt64, name: String)
    case madeFolder(inode: UInt64, folder: UInt64, name: String)
    case linked(inode: UInt64, folder: UInt64, name: String)
    case madeLink(inode: UInt64, folder: UInt64, name: String, target: String)
    /// Written to standard output: what somebody was told.
    case said([UInt8])

    /// All that a file of records holds.
    static func read(_ path: String) throws -> [FileOperation] {
        var rest = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))[...]
        func number(_ count: Int) -> Int {
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count).reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        func take(_ count: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        var operations: [FileOperation] = []
        while !rest.isEmpty {
            let code = number(1)
            let (a, b, offset) = (UInt64(number(8)), UInt64(number(8)), number(8))
            let (nameLength, count) = (number(4), number(4))
            let name = String(decoding: take(nameLength), as: UTF8.self)
            let bytes = take(count)
            let text = String(decoding: bytes, as: UTF8.self)
            switch code {
            case 1: operations.append(.created(inode: b, folder: a, name: name))
            case 2: operations.append(.wrote(inode: a, offset: offset, bytes: bytes))
            case 3: operations.append(.truncated(inode: a, length: offset))
            case 4: operations.append(.synced(inode: a))
            case 5: operations.append(.renamed(from: a, name, to: b, text))
            case 6: operations.append(.removed(folder: a, name: name))
            case 7: operations.append(.madeFolder(inode: b, folder: a, name: name))
            case 8: operations.append(.linked(inode: b, folder: a, name: name))
            case 9: operations.append(.madeLink(inode: b, folder: a, name: name, target: text))
            case 10: operations.append(.said(bytes))
            default: throw Unknown(code: code)
            }
        }
        return operations
    }

    struct Unknown: Error {
        let code: Int
    }
}
