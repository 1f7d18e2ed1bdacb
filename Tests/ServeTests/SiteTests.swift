import Objects
import Store
import Synchronization
import TestSupport
import Testing

@testable import Serve

final class ErrorCount: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
}

/// What a repository answers, without a network.
@Suite struct SiteTests {
    let scratch: Scratch
    let repository: Repository
    let head: ObjectID
    let errors = ErrorCount()
    static let large = [UInt8]((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 0x9e37_79b9 >> 11) })

    init() throws {
        scratch = try Scratch()
        repository = try Repository.create(at: scratch.path)
        try scratch.write("data/large.bin", Self.large)
        try scratch.write("data/a b%20<x>.csv", "x,y\n1,2\n")
        try scratch.write("page.html", "<script>alert(1)</script>")
        let who = try Person(name: "A", email: "a@b", date: .now)
        _ = try repository.add([nil])
        head = try repository.commit(message: "x", author: who, committer: who).id
    }

    func request(
        _ target: String, _ headers: [(String, String)] = [], method: String = "GET", host: String = "localhost"
    )
        -> WebRequest?
    {
        WebRequest(method: method, target: target, headers: [("Host", host)] + headers)
    }

    func ask(_ request: WebRequest?, token: String? = nil) throws -> (answer: WebAnswer, body: [UInt8]) {
        let errors = errors
        let site = StoreSite(repository, Admission(token: token)) { _ in errors.add() }
        let box = Mutex<WebAnswer?>(nil)
        site.answer(try #require(request), slowly: { $0() }) { answer in box.withLock { $0 = answer } }
        let answer = try #require(box.withLock { $0 })
        var body: [UInt8] = []
        while let piece = try answer.body?.next() { body += piece }
        return (answer, body)
    }

    func get(_ target: String, _ headers: (String, String)...) throws -> (answer: WebAnswer, body: [UInt8]) {
        try ask(request(target, headers))
    }

    @Test func aFileAndItsParts() throws {
        let id = try repository.resolve("HEAD:data/large.bin")
        let (answer, body) = try get("/main/data/large.bin")
        #expect(answer.status == 200)
        #expect(body == Self.large)
        #expect(answer.header("etag") == "\"\(id)\"")
        #expect(answer.header("content-length") == "3000000")
        #expect(answer.header("cache-control") == "no-cache")
        #expect(answer.header("accept-ranges") == "bytes")
        let part = try get("/main/data/large.bin", ("Range", "bytes=2000000-2000099"))
        #expect(part.answer.status == 206)
        #expect(part.answer.header("content-range") == "bytes 2000000-2000099/3000000")
        #expect(part.body == Array(Self.large[2_000_000...2_000_099]))
        let end = try get("/main/data/large.bin", ("range", "bytes=-5"))
        #expect(end.body == Array(Self.large.suffix(5)))
        let beyond = try get("/main/data/large.bin", ("range", "bytes=3000000-"))
        #expect(beyond.answer.status == 416)
        #expect(beyond.answer.header("content-range") == "bytes */3000000")
        for range in ["bytes=1-2,4-5", "bytes=5-1", "lines=1-2", "bytes=x-"] {
            #expect(try get("/main/data/large.bin", ("range", range)).answer.status == 200, "\(range)")
        }
    }

    @Test func conditions() throws {
        let tag = try #require(try get("/main/data/large.bin").answer.header("etag"))
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let (answer, body) = try get("/main/data/large.bin", ("if-none-match", known))
            #expect(answer.status == 304, "\(known)")
            #expect(body.isEmpty)
        }
        #expect(try get("/main/data/large.bin", ("if-none-match", "\"x\"")).answer.status == 200)
        let range = ("range", "bytes=0-9")
        #expect(try get("/main/data/large.bin", range, ("if-range", tag)).answer.status == 206)
        #expect(try get("/main/data/large.bin", range, ("if-range", "\"old\"")).answer.status == 200)
        #expect(try get("/main/data/large.bin", range, ("if-range", "W/\(tag)")).answer.status == 200)
    }

    @Test func headHasNoBody() throws {
        let (answer, body) = try ask(request("/main/data/large.bin", method: "HEAD"))
        #expect(answer.status == 200)
        #expect(answer.header("content-length") == "3000000")
        #expect(answer.body == nil)
        #expect(body.isEmpty)
    }

    @Test func anIdentityNeverChanges() throws {
        #expect(try get("/\(head)/page.html").answer.header("cache-control")?.contains("immutable") == true)
        let blob = try repository.resolve("HEAD:page.html")
        #expect(try get("/\(blob)").body == Array("<script>alert(1)</script>".utf8))
    }

    @Test func foldersAndRefs() throws {
        let (answer, body) = try get("/main/data/")
        #expect(answer.header("content-type") == "application/json")
        var fields = try JSONFields(JSONValue(parsing: String(decoding: body, as: UTF8.self)), "listing")
        #expect(try fields.array("entries").count == 2)
        #expect(String(decoding: body, as: UTF8.self).contains(#""name":"a b%20<x>.csv""#))
        #expect(try get("/main/data/a%20b%2520%3Cx%3E.csv").body == Array("x,y\n1,2\n".utf8))
        let refs = try get("/").body
        #expect(String(decoding: refs, as: UTF8.self).contains("refs/heads/main"))
    }

    @Test(arguments: [
        "/main/nothing", "/nothing/x", "/main/../config", "/main/%2e%2e/config", "/../../etc/passwd",
        "/main//page.html",
        "/packs/lock", "/packs/..%2fconfig", "/packs/x.pack", "/info/refs", "/config", "/HEAD/.at1store/config",
        "/:data%2flarge.bin", "/main:page.html", "/main/data%2flarge.bin", "//etc/passwd", "/index", "/%00",
        "/main/data/large.bin/x",
    ]) func nothingElseIsReachable(_ target: String) throws {
        guard let request = request(target) else { return }
        let (answer, body) = try ask(request)
        #expect(answer.status == 404, "\(target)")
        #expect(!String(decoding: body, as: UTF8.self).contains(scratch.path))
        #expect(errors.count == 0)
    }

    @Test func contentOfTheStoreDoesNothingInABrowser() throws {
        let (answer, _) = try get("/main/page.html")
        #expect(answer.header("content-type") == "text/html; charset=utf-8")
        #expect(answer.header("content-security-policy") == "default-src 'none'; sandbox")
        #expect(answer.header("x-content-type-options") == "nosniff")
        #expect(answer.header("access-control-allow-origin") == nil)
    }

    @Test func onlyThisMachineIsAnswered() throws {
        for host in ["localhost", "LOCALHOST:80", "127.0.0.1:8000", "127.1.2.3", "[::1]:9"] {
            #expect(try ask(request("/", host: host)).answer.status == 200, "\(host)")
        }
        for host in [
            "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:80@evil", "", "[::1]x",
        ] {
            #expect(try ask(request("/", host: host)).answer.status == 421, "\(host)")
        }
        #expect(try ask(WebRequest(method: "GET", target: "/", headers: [])).answer.status == 421)
        #expect(try ask(request("/", [("host", "localhost")])).answer.status == 421)
    }

    @Test func aTokenIsNeeded() throws {
        let token = "0123456789abcdef"
        func status(_ authorization: String?) throws -> Int {
            let headers = authorization.map { [("authorization", $0)] } ?? []
            return try ask(request("/", headers, host: "data.example"), token: token).answer.status
        }
        #expect(try status("Bearer \(token)") == 200)
        #expect(try status("Basic \(Base64.encode(Array("any:\(token)".utf8)))") == 200)
        for wrong in [
            nil, "Bearer x", "Bearer", "Basic \(token)", "Basic \(Base64.encode(Array(token.utf8)))",
            "Bearer \(token)x",
        ] {
            #expect(try status(wrong) == 401, "\(wrong ?? "none")")
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
    func nothingChanges(_ method: String) throws {
        let (answer, _) = try ask(request("/main/page.html", method: method))
        #expect(answer.status == 405)
        #expect(answer.header("allow") == "GET, HEAD")
    }

    @Test func whatAreNoAddresses() {
        for target in ["", "*", "main", "http://localhost/main", "/a%", "/a%2", "/a%zz", "/%00"] {
            #expect(request(target) == nil, "\(target)")
        }
    }

    @Test func aDamagedChunkIsNotPassedOn() throws {
        let names = try scratch.names(".at1store/packs").filter { $0.hasSuffix(".pack") }
        for name in names {
            var bytes = try scratch.read(".at1store/packs/\(name)")
            for at in stride(from: bytes.count / 4, to: bytes.count / 2, by: 1000) { bytes[at] ^= 0xff }
            try scratch.write(".at1store/packs/\(name)", bytes)
        }
        var received = 0
        #expect(throws: (any Error).self) {
            let site = StoreSite(try Repository.open(at: scratch.path), Admission(token: nil)) { _ in }
            let box = Mutex<WebAnswer?>(nil)
            site.answer(try #require(request("/main/data/large.bin")), slowly: { $0() }) { answer in
                box.withLock { $0 = answer }
            }
            let answer = try #require(box.withLock { $0 })
            guard answer.status == 200 else { throw RevisionError.unknown("status \(answer.status)") }
            while let piece = try answer.body?.next() {
                #expect(Self.large[received...].starts(with: piece))
                received += piece.count
            }
        }
        #expect(received < Self.large.count)
    }
}
