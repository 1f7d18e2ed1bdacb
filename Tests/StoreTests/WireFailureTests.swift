import Files
import Objects
import Testing

@testable import Remotes
@testable import Store

/// What one side says of an error, and what the other side makes of it (docs/protocol.md §4).
struct WireFailureTests {
    private func received(_ error: any Error, advice: String?) throws -> RemoteError? {
        try WireFailure(parsing: WireFailure(error, advice: advice).body).error(of: "there") as? RemoteError
    }

    @Test func adviceGoesWithTheErrorThatTheCodeDoesNotTell() throws {
        guard case .refused("there", let what, let advice)? = try received(RepositoryError.bare, advice: "clone it")
        else {
            Issue.record("another error")
            return
        }
        #expect(what == "this repository is bare: it has no working tree")
        #expect(advice == "clone it")
    }

    @Test func whatTheCodeTellsNeedsNoAdvice() throws {
        let name = try RefName("refs/heads/main")
        guard
            case .lostRace(name, remote: "there")? = try received(
                RefError.moved(name, expected: nil, found: nil), advice: "look there")
        else {
            Issue.record("another error")
            return
        }
    }

    @Test func aLockThatIsHeldThereIsBusy() throws {
        let error = try received(LockHeld(path: "lock", waited: .seconds(2)), advice: "wait")
        guard case .busy("there", "another at1 holds 'lock' (waited 2 s)")? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
    }
}
