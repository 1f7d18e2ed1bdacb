extension ConfigurationFile {
    /// The settings of the repository that `path` is in, or whose folder it is.
    ///
    /// - Throws: ``RepositoryError/notARepository(_:)``.
    public init(discoveringFrom path: String) throws {
        self.init(try Repository.discoverFolder(from: path).folder)
    }
}
