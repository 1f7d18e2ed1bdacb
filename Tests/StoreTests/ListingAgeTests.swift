import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Store

/// How often packs/ is listed for identities that nobody has.
@Suite struct ListingAgeTests {
    private let second: Int64 = 1_000_000_000

    @Test func anOldFolderIsNotListedAgain() {
        var age = ListingAge()
        age.note(modified: 100 * second, at: 200 * second)
        var listings = 0
        for _ in 0..<1000 where age.mustList(modified: 100 * second, at: 201 * second) { listings += 1 }
        #expect(listings == 0)
        let isListed = age.mustList(modified: 100 * second + 1, at: 201 * second)
        #expect(isListed)
    }

    @Test func aYoungFolderIsListedAFewTimes() {
        var age = ListingAge()
        let modified = 100 * second
        age.note(modified: modified, at: modified + 1)
        var listings = 0
        for _ in 0..<1_000_000 where age.mustList(modified: modified, at: modified + 2) {
            listings += 1
            age.note(modified: modified, at: modified + 2)
        }
        #expect(listings == 20)
        // After a pause it is looked at, however often it was before.
        let isListed = age.mustList(modified: modified, at: modified + second)
        #expect(isListed)
    }

    @Test func whatAnotherProcessAddsIsFoundAtOnce() throws {
        let (scratch, repository, _) = try newRepository()
        for number in 0..<200 {
            for unknown in 0..<UInt8(number % 5) {
                #expect(try repository.objects.find(ObjectID(of: .tag, [unknown])) == nil)
            }
            let object = SecondWriter.Object(.blob, Array("\(number)".utf8))
            try SecondWriter.put([object], in: scratch)
            if number % 5 == 0 { #expect(try repository.objects.find(object.id) != nil, "\(number)") }
        }
        #expect(try repository.objects.reload().count == 200)
    }
}
