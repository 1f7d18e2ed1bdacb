import Files
import Glibc
import TestSupport
import Testing

@Suite struct DescriptorPipeTests {
    @Test func aPipeIsReadToItsEndOrToTheLimit() throws {
        for (limit, error) in [(5, nil), (4, FileError.tooLarge("pipe"))] as [(Int, FileError?)] {
            let (reader, writer) = try Descriptor.pipe("pipe")
            defer { reader.close() }
            try writer.write(Array("12345".utf8))
            writer.close()
            let outcome = Result { () throws(FileError) in try reader.contents(limit: limit) }
            #expect(outcome == error.map { .failure($0) } ?? .success(Array("12345".utf8)))
        }
    }

    @Test func aPipeWithNothingInItIsNotReady() throws {
        let (reader, writer) = try Descriptor.pipe("pipe")
        defer {
            reader.close()
            writer.close()
        }
        _ = fcntl(reader.number, F_SETFL, O_NONBLOCK)
        let error = #expect(throws: FileError(.read, "pipe", code: EAGAIN)) { try reader.read(upTo: 1) }
        #expect(error?.isNotReady == true)
    }

    @Test func aNamelessFileCanBeReadAgain() throws {
        let file = try File.temporary()
        try file.write(Array("whole".utf8))
        let again = try File(at: file.procPath)
        #expect(try again.contents(limit: 10) == Array("whole".utf8))
        let (reader, writer) = try Descriptor.pipe("pipe")
        defer { reader.close() }
        try file.copyAll(to: writer)
        writer.close()
        #expect(try reader.contents(limit: 10) == Array("whole".utf8))
    }
}
