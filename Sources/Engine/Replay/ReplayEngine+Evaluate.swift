public import Objects

extension ReplayEngine: RecipeEvaluator {
    public func cost(of recipe: Recipe) throws -> RecipeCost {
        let call = try call(of: recipe)
        guard call.makesFile else { return call.cost }
        return RecipeCost(output: recipe.output.length, memory: call.cost.memory)
    }

    public func evaluate(_ recipe: Recipe, _ consume: (RawSpan) throws -> Void) throws {
        var count: UInt64 = 0
        do {
            try call(of: recipe).evaluate { piece in
                count += UInt64(piece.byteCount)
                try consume(piece)
                if count > recipe.output.length { throw EnoughSeen() }
            }
        } catch is EnoughSeen {}
    }

    /// More bytes have arrived than the recipe promises: the caller that counts them knows that already.
    private struct EnoughSeen: Error {}

    /// The call of a recipe, checked in everything but its result.
    func call(of recipe: Recipe) throws(RecipeRefusal) -> Call {
        guard recipe.engine.name == Self.name else {
            throw RecipeRefusal(.unsupported, "this recipe is for the engine \(quoted(recipe.engine.name))")
        }
        guard let array = ArrayName(rawValue: recipe.array) else {
            throw RecipeRefusal(.unsupported, "there is no array \(quoted(recipe.array))")
        }
        guard let encoding = Encoding(rawValue: recipe.encoding) else {
            throw RecipeRefusal(.unsupported, "there is no encoding \(quoted(recipe.encoding))")
        }
        let profile = recipe.engine.arithmetic.flatMap(ArithmeticProfile.init(name:))
        guard profile?.name == recipe.engine.arithmetic else {
            throw RecipeRefusal(
                .unsupported, "there is no arithmetic profile \(quoted(recipe.engine.arithmetic ?? ""))")
        }
        let call = try refusing { try Call.Open(recipe.generator, recipe.params).call(array, encoding, profile) }
        try call.check(limits)
        guard !call.makesFile || recipe.output.length <= limits.output else {
            throw RecipeRefusal(
                .tooLarge, "the recipe gives \(recipe.output.length) bytes; the limit is \(limits.output)",
                hint: "raise engine.memory")
        }
        guard call.description.code == recipe.engine.code else {
            throw RecipeRefusal(
                .codeDiffers,
                "this build's \(recipe.generator) is \(call.description.code.hex.prefix(16)), "
                    + "the recipe was made by \(recipe.engine.code.hex.prefix(16))",
                hint: "use a build of at1 whose \(recipe.generator) has that fingerprint")
        }
        return call
    }

    private func refusing<Value>(_ body: () throws -> Value) throws(RecipeRefusal) -> Value {
        do {
            return try body()
        } catch let error as RecipeRefusal {
            throw error
        } catch let error as UnknownGenerator {
            throw RecipeRefusal(.unknownGenerator, error.description, hint: error.hint)
        } catch let error as ParameterError {
            throw RecipeRefusal(.badParameter, error.description, hint: error.hint)
        } catch {
            throw RecipeRefusal(.unsupported, "\(error)")
        }
    }

    private func quoted(_ text: String) -> String {
        JSONValue.string(String(text.prefix(64))).canonicalText
    }
}
