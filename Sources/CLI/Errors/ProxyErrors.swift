import Proxy

extension ProxyError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .file(let error): error.exitStatus
        case .badAddress, .badUpstream, .badPattern: .usage
        case .noExchanges: .no
        }
    }

    var hint: String? {
        switch self {
        case .badAddress: "such as 127.0.0.1:8080"
        case .noExchanges: "record one with 'at1 proxy --record JOURNAL --upstream URL'"
        case .file, .badUpstream, .badPattern: nil
        }
    }
}
