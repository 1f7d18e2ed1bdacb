import ArgumentParser

/// `at1 recipes`: the files that are stored as recipes.
struct RecipesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipes", abstract: "List the files that are stored as recipes, or change one's parameters.",
        subcommands: [RecipesList.self, RecipesSet.self], defaultSubcommand: RecipesList.self)
}
