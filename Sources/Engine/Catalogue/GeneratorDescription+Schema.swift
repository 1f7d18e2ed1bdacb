public import Objects

extension GeneratorDescription {
    /// The parameters as a JSON Schema (draft 2020-12) of the object that `--params` accepts.
    public var schema: JSONValue {
        var properties = JSONObject()
        for parameter in parameters {
            var schema = parameter.schema
            schema["description"] = .string(parameter.meaning)
            if let fallback = parameter.fallback { schema["default"] = fallback }
            properties[parameter.name] = .object(schema)
        }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": .string(name),
            "description": .string(call),
            "type": "object",
            "properties": .object(properties),
            "required": .array(parameters.filter { $0.fallback == nil }.map { .string($0.name) }),
            "additionalProperties": false,
        ]
    }
}
