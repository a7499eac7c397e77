using System.Text.Json;
using Tta.Model;
using Tta.Storage.Registry.Schemas;

namespace Tta.Storage.Tests.Registry;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("true", "1", null)]
    [InlineData("false", "1", "the value: is not allowed")]
    [InlineData("{}", "null", null)]
    [InlineData("""{"type":"integer"}""", "2.0", null)]
    [InlineData("""{"type":"integer"}""", "2.5", "the value: must be integer")]
    [InlineData("""{"type":["string","null"]}""", "null", null)]
    [InlineData("""{"type":["string","null"]}""", "1", "the value: must be [string,null]")]
    [InlineData("""{"enum":[1,{"a":[2]}]}""", """{"a":[2.0]}""", null)]
    [InlineData("""{"const":"x"}""", "\"y\"", "the value: must be equal to the constant")]
    [InlineData("""{"minLength":2}""", "\"\\ud83d\\ude00\"", "the value: must have at least 2 characters")]
    [InlineData("""{"pattern":"^a+$"}""", "\"aab\"", "the value: must match the pattern ^a+$")]
    [InlineData("""{"multipleOf":0.01}""", "19.99", null)]
    [InlineData("""{"exclusiveMaximum":3}""", "3", "the value: must be < 3")]
    [InlineData("""{"properties":{"a":{"type":"object","required":["b"]}}}""", """{"a":{}}""", "/a: must have the property b")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b":2}""", "/b: is not allowed")]
    [InlineData("""{"patternProperties":{"^n_":{"type":"number"}},"additionalProperties":{"type":"string"}}""", """{"n_x":1,"y":"z"}""", null)]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", "/ab: must have at most 1 characters")]
    [InlineData("""{"items":{"type":"string"}}""", """["a",1]""", "/1: must be string")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}""", """["a",1,"b"]""", "/2: must be number")]
    [InlineData("""{"items":[{"type":"string"}],"additionalItems":false}""", """["a",1]""", "/1: is not allowed")]
    [InlineData("""{"contains":{"const":1}}""", "[2,3]", "the value: must contain an item that fits")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1},2,{"a":1.0}]""", "the value: items 0 and 2 must not be equal")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"number"}]}""", "null", "the value: must match a schema in anyOf")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":2}]}""", "3", "the value: must match exactly one schema in oneOf")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", "3", "the value: must be <= 2")]
    [InlineData("""{"not":{"type":"null"}}""", "null", "the value: must not match the schema in not")]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":3},"else":{"minimum":9}}""", "\"ab\"", "the value: must have at least 3 characters")]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":3},"else":{"minimum":9}}""", "8", "the value: must be >= 9")]
    [InlineData("""{"$defs":{"node":{"properties":{"next":{"$ref":"#/$defs/node"}},"required":["v"]}},"$ref":"#/$defs/node"}""", """{"v":1,"next":{"v":2,"next":{}}}""", "/next/next: must have the property v")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "1", "the value: the schema refers to #/$defs/none, which is not in it")]
    [InlineData("""{"$ref":"#"}""", "1", "the value: the schema nests or refers to itself more than 100 times")]
    public void Problem_NamesThePlaceAndTheRule(string schema, string value, string? problem) => Assert.Equal(problem, Check(schema, value));

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"properties":[]}""")]
    [InlineData("""{"properties":{"a":1}}""")]
    [InlineData("""{"anyOf":{}}""")]
    [InlineData("""{"minLength":-1}""")]
    [InlineData("""{"pattern":"("}""")]
    [InlineData("""{"pattern":"(a)\\1"}""")]
    [InlineData("""{"required":[1]}""")]
    public void WhatIsNoSchema_IsRefused(string schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        RegistryException refused = Assert.Throws<RegistryException>(() => JsonSchema.Parse(document.RootElement));
        Assert.StartsWith("not a valid JSON Schema: ", refused.Message, StringComparison.Ordinal);
    }

    private static string? Check(string schema, string value)
    {
        using JsonDocument schemaDocument = JsonDocument.Parse(schema);
        using JsonDocument valueDocument = JsonDocument.Parse(value);
        return JsonSchema.Parse(schemaDocument.RootElement).Problem(valueDocument.RootElement);
    }
}
