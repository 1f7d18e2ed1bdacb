public import Objects

extension ReplayEngine {
    /// The line of Python that gives the same array; nil for a recipe that this build refuses.
    public func pythonText(of recipe: Recipe) -> String? {
        guard (try? cost(of: recipe)) != nil else { return nil }
        return PythonCall(recipe).text
    }
}
