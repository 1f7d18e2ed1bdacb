import Foundation
import TestSupport
import Testing

/// A store behind a web server that knows no ranges, and under names that an address must escape.
@Suite struct PlainServerTests {
    @Test(arguments: [
        ("data", "data"), ("with blank", "with%20blank"), ("with blank", "with blank"), ("100%", "100%25"),
        ("100% of it", "100% of it"), ("50%25", "50%2525"), ("é#", "é%23"),
    ])
    func isCloned(name: String, address: String) throws {
        let outside = try Scratch()
        let box = try Sandbox()
        try box.files.makeFolder(name)
        try box.ok("-C", name, "init")
        let server = try PlainWebServer(box.files.path)
        let url = "http://localhost:\(server.port)/\(address)/.at1store"
        for number in 0..<3 {
            try box.files.write("\(name)/large", noise(1 << 20, seed: UInt64(number + 1)))
            try box.ok("-C", name, "add", ".")
            try box.ok("-C", name, "commit", "-m", "\(number)")
            try box.ok("-C", name, "update-server-info")
            if number == 0 {
                try box.ok("clone", url, outside["copy"])
            } else {
                try box.ok("-C", outside["copy"], "pull")
            }
            #expect(try outside.read("copy/large") == box.files.read("\(name)/large"))
        }
        try box.ok("-C", outside["copy"], "fsck")
    }

    @Test func aFileOfAnotherLengthIsNotBelieved() throws {
        let outside = try Scratch()
        let box = try Sandbox(committed: ["f": noise(5000)])
        try box.ok("update-server-info")
        let server = try PlainWebServer(box.files.path)
        let pack = try #require(try box.files.names(".at1store/packs").first { $0.hasSuffix(".pack") })
        let bytes = try box.files.read(".at1store/packs/\(pack)")
        for changed in [bytes + [0], Array(bytes.dropLast())] {
            try box.files.remove(".at1store/packs/\(pack)")
            try box.files.write(".at1store/packs/\(pack)", changed)
            let outcome = try box.at1("clone", "http://localhost:\(server.port)/.at1store", outside["copy"])
            #expect(outcome.status == 4)
            #expect(outcome.errors.contains("bytes, and \(bytes.count) are recorded of it"), "\(outcome.errors)")
            #expect(!outside.exists("copy"))
        }
    }

    @Test func aPlaceWithoutAStoreIsNone() throws {
        let box = try Sandbox()
        let server = try PlainWebServer(box.files.path)
        let outcome = try box.at1("clone", "http://localhost:\(server.port)/nothing", "copy")
        #expect(outcome.status == 4)
        #expect(
            outcome.errors.contains("is not an at1 repository: there is no info/store at that address"),
            "\(outcome.errors)"
        )
        #expect(!box.files.exists("copy"))
    }
}
