using Xunit;

namespace Digdir.Altinn.Gateway.Tests.ApiDiff;

/// <summary>A pair of schemas for each way one can be narrower than another, and for each way two can be merely different.</summary>
internal static class SchemaPairs
{
    /// <summary>End of the rule when the second comes for the first, end of the rule when it is the other way round, the wider schema, the narrower.</summary>
    public static TheoryData<string, string, string, string> Narrower => new()
    {
        { "type-narrowed", "type-widened", """{"type":"number"}""", """{"type":"integer"}""" },
        { "type-narrowed", "type-widened", """{"type":["string","integer"]}""", """{"type":"string"}""" },
        { "type-narrowed", "type-widened", "{}", """{"type":"object"}""" },
        { "null-refused", "null-allowed", """{"type":["string","null"]}""", """{"type":"string"}""" },
        { "null-refused", "null-allowed", """{"type":"string","nullable":true}""", """{"type":"string"}""" },
        { "null-refused", "null-allowed", """{"oneOf":[{"type":"null"},{"type":"string"}]}""", """{"type":"string"}""" },
        { "format-narrowed", "format-widened", """{"type":"integer","format":"int64"}""", """{"type":"integer","format":"int32"}""" },
        { "format-narrowed", "format-widened", """{"type":"string"}""", """{"type":"string","format":"uuid"}""" },
        { "enum-value-removed", "enum-value-added", """{"enum":["a","b"]}""", """{"enum":["a"]}""" },
        { "enum-value-removed", "enum-value-added", """{"enum":["a","b"]}""", """{"const":"a"}""" },
        { "enum-introduced", "enum-dropped", """{"type":"string"}""", """{"type":"string","enum":["a","b"]}""" },
        { "minimum-raised", "minimum-lowered", """{"type":"integer","minimum":1}""", """{"type":"integer","minimum":2}""" },
        { "minimum-raised", "minimum-lowered", """{"type":"integer"}""", """{"type":"integer","minimum":2}""" },
        { "minimum-raised", "minimum-lowered", """{"type":"integer","minimum":2}""", """{"type":"integer","exclusiveMinimum":2}""" },
        { "minimum-raised", "minimum-lowered", """{"type":"integer","minimum":2}""", """{"type":"integer","minimum":2,"exclusiveMinimum":true}""" },
        { "maximum-lowered", "maximum-raised", """{"type":"integer","maximum":2}""", """{"type":"integer","maximum":1}""" },
        { "maximum-lowered", "maximum-raised", """{"type":"number","maximum":2}""", """{"type":"number","exclusiveMaximum":2}""" },
        { "multiple-of-narrowed", "multiple-of-widened", """{"type":"integer","multipleOf":5}""", """{"type":"integer","multipleOf":10}""" },
        { "multiple-of-narrowed", "multiple-of-widened", """{"type":"integer"}""", """{"type":"integer","multipleOf":10}""" },
        { "min-length-raised", "min-length-lowered", """{"type":"string"}""", """{"type":"string","minLength":1}""" },
        { "max-length-lowered", "max-length-raised", """{"type":"string","maxLength":20}""", """{"type":"string","maxLength":10}""" },
        { "max-length-lowered", "max-length-raised", """{"type":"string"}""", """{"type":"string","maxLength":10}""" },
        { "pattern-added", "pattern-removed", """{"type":"string"}""", """{"type":"string","pattern":"^a"}""" },
        { "min-items-raised", "min-items-lowered", """{"type":"array","minItems":1}""", """{"type":"array","minItems":2}""" },
        { "max-items-lowered", "max-items-raised", """{"type":"array","maxItems":2}""", """{"type":"array","maxItems":1}""" },
        { "unique-items-demanded", "unique-items-dropped", """{"type":"array"}""", """{"type":"array","uniqueItems":true}""" },
        { "min-properties-raised", "min-properties-lowered", """{"type":"object"}""", """{"type":"object","minProperties":1}""" },
        { "max-properties-lowered", "max-properties-raised", """{"type":"object","maxProperties":3}""", """{"type":"object","maxProperties":1}""" },
        { "property-became-required", "property-became-optional", """{"properties":{"a":{}}}""", """{"properties":{"a":{}},"required":["a"]}""" },
        { "property-removed", "property-added", """{"properties":{"a":{},"b":{}}}""", """{"properties":{"a":{}}}""" },
        { "additional-properties-narrowed", "additional-properties-widened", """{"type":"object"}""", """{"type":"object","additionalProperties":{"type":"string"}}""" },
        { "type-narrowed", "type-widened", """{"type":"object","additionalProperties":{"type":["string","integer"]}}""", """{"type":"object","additionalProperties":{"type":"string"}}""" },
        { "pattern-properties-added", "pattern-properties-removed", """{"type":"object"}""", """{"type":"object","patternProperties":{"^x":{"type":"string"}}}""" },
        { "max-length-lowered", "max-length-raised", """{"type":"object","patternProperties":{"^x":{"type":"string"}}}""", """{"type":"object","patternProperties":{"^x":{"type":"string","maxLength":3}}}""" },
        { "alternative-removed", "alternative-added", """{"oneOf":[{"type":"string"},{"type":"integer"}]}""", """{"oneOf":[{"type":"string"}]}""" },
        { "alternative-removed", "alternative-added", """{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"boolean"}]}""", """{"anyOf":[{"type":"boolean"},{"type":"string"}]}""" },
        { "discriminator-value-removed", "discriminator-value-added", """{"type":"object","discriminator":{"propertyName":"k","mapping":{"a":"A","b":"B"}}}""", """{"type":"object","discriminator":{"propertyName":"k","mapping":{"a":"A"}}}""" },
        { "keyword-added", "keyword-removed", """{"type":"string"}""", """{"type":"string","not":{"const":"x"}}""" },
        { "max-length-lowered", "max-length-raised", """{"type":"array","items":{"type":"string"}}""", """{"type":"array","items":{"type":"string","maxLength":5}}""" },
        { "max-length-lowered", "max-length-raised", """{"allOf":[{"type":"string","maxLength":20},{"maxLength":30}]}""", """{"allOf":[{"type":"string","maxLength":20},{"maxLength":10}]}""" },
        { "max-length-lowered", "max-length-raised", """{"oneOf":[{"type":"string"},{"type":"integer"}]}""", """{"oneOf":[{"type":"string","maxLength":5},{"type":"integer"}]}""" },
    };

    /// <summary>End of the rule whichever of the two comes for the other.</summary>
    public static TheoryData<string, string, string> Different => new()
    {
        { "type-changed", """{"type":"string"}""", """{"type":"integer"}""" },
        { "format-changed", """{"type":"string","format":"date"}""", """{"type":"string","format":"date-time"}""" },
        { "multiple-of-changed", """{"type":"integer","multipleOf":4}""", """{"type":"integer","multipleOf":6}""" },
        { "pattern-changed", """{"type":"string","pattern":"^a"}""", """{"type":"string","pattern":"^b"}""" },
        { "discriminator-changed", """{"type":"object","discriminator":{"propertyName":"a"}}""", """{"type":"object","discriminator":{"propertyName":"b"}}""" },
        { "keyword-changed", """{"type":"string","not":{"const":"x"}}""", """{"type":"string","not":{"const":"y"}}""" },
        { "alternatives-changed", Many("string"), Many("integer") },
    };

    /// <summary>More alternatives than are gone through.</summary>
    private static string Many(string last)
        => $$"""{"allOf":[{{string.Join(',', Enumerable.Range(0, 7).Select(i => $$"""{"oneOf":[{"title":"{{i}}","minimum":{{i}}},{"maximum":{{i}}}]}"""))}},{"type":"{{last}}"}]}""";
}
