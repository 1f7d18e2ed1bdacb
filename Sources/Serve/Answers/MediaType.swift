/// The type of a file's content, by the suffix of its name.
enum MediaType {
    static func of(_ name: [UInt8]) -> String {
        let text = String(decoding: name, as: UTF8.self).lowercased()
        guard let dot = text.lastIndex(of: ".") else { return "application/octet-stream" }
        return types[String(text[text.index(after: dot)...])] ?? "application/octet-stream"
    }

    private static let types: [String: String] = [
        "arrow": "application/vnd.apache.arrow.file", "avif": "image/avif", "bz2": "application/x-bzip2",
        "css": "text/css; charset=utf-8", "csv": "text/csv; charset=utf-8", "gif": "image/gif",
        "gz": "application/gzip", "h5": "application/x-hdf5", "htm": "text/html; charset=utf-8",
        "html": "text/html; charset=utf-8", "ipynb": "application/x-ipynb+json", "jpeg": "image/jpeg",
        "jpg": "image/jpeg", "js": "text/javascript; charset=utf-8", "json": "application/json",
        "jsonl": "application/jsonl", "md": "text/markdown; charset=utf-8", "mp4": "video/mp4",
        "ndjson": "application/x-ndjson", "npy": "application/x-npy", "npz": "application/x-npz",
        "parquet": "application/vnd.apache.parquet", "pdf": "application/pdf", "png": "image/png",
        "py": "text/x-python; charset=utf-8", "svg": "image/svg+xml", "tar": "application/x-tar",
        "toml": "application/toml", "tsv": "text/tab-separated-values; charset=utf-8",
        "txt": "text/plain; charset=utf-8", "wav": "audio/wav", "webp": "image/webp", "xml": "application/xml",
        "yaml": "application/yaml", "yml": "application/yaml", "zip": "application/zip", "zst": "application/zstd",
    ]
}
