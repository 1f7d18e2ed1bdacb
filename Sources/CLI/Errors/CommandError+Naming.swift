import DataFiles
import Engine
import Objects
import XZ

extension CommandError {
    /// The same error, attributed to the file at `path`.
    static func of(_ path: String, _ error: any Error) -> CommandError {
        let inner = CommandError(error)
        return CommandError(inner.status, "\(path): \(inner.message)", hint: inner.hint, code: inner.code)
    }

    /// Runs `body`; errors about bytes from the file at `path` name it.
    static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DecodeError {
            throw of(path, error)
        } catch let error as OutputDiffers {
            throw of(path, error)
        } catch let error as XZError {
            throw of(path, error)
        } catch let error as RecipeRefusal {
            throw of(path, error)
        } catch let error as DataError {
            throw of(path, error)
        } catch let error as SourceChanged {
            throw of(path, error)
        }
    }
}
