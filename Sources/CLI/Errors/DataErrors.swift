import DataFiles

extension DataError: TableError {
    var exitStatus: ExitStatus { .no }
}
