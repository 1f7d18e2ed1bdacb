import Objects
import Packs
import Store

extension Repository {
    /// Those of `ids` whose object can be read, and has its identity.
    func readable(_ ids: Set<ObjectID>) -> Set<ObjectID> {
        ids.filter { id in
            guard let object = try? objects.get(id) else { return false }
            return ObjectID(of: object.kind, object.payload) == id
        }
    }
}
