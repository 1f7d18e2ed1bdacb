extension ConfigurationFile {
    /// The settings of the repository that contains `path`, or whose folder it is.
    ///
    /// - Throws: ``RepositoryError/notARepository(_:)``.
    public init(discoveringFrom path: String) throws {
        self.init(try Repository.discoverFolder(from: path).folder)
    }
}
