using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Answers;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests;

/// <summary>The examples of RFC 6902, appendix A, and what lies around them.</summary>
public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"foo":"bar"}""", """{"op":"add","path":"/baz","value":"qux"}""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """{"op":"add","path":"/foo/1","value":"qux"}""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """{"op":"remove","path":"/baz"}""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["bar","qux","baz"]}""", """{"op":"remove","path":"/foo/1"}""", """{"foo":["bar","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """{"op":"replace","path":"/baz","value":"boo"}""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("""{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""", """{"op":"move","from":"/foo/waldo","path":"/qux/thud"}""", """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("""{"foo":["all","grass","cows","eat"]}""", """{"op":"move","from":"/foo/1","path":"/foo/3"}""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("""{"baz":"qux","foo":["a",2,"c"]}""", """{"op":"test","path":"/foo/1","value":2}""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("""{"foo":"bar"}""", """{"op":"add","path":"/child","value":{"grandchild":{}}}""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("""{"foo":"bar"}""", """{"op":"add","path":"/baz","value":"qux","xyz":123}""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"/":9,"~1":10}""", """{"op":"test","path":"/~01","value":10}""", """{"/":9,"~1":10}""")]
    [InlineData("""{"foo":["bar"]}""", """{"op":"add","path":"/foo/-","value":["abc","def"]}""", """{"foo":["bar",["abc","def"]]}""")]
    [InlineData("""{"foo":null}""", """{"op":"test","path":"/foo","value":null}""", """{"foo":null}""")]
    [InlineData("""{"foo":{"a":1}}""", """{"op":"copy","from":"/foo","path":"/bar"}""", """{"foo":{"a":1},"bar":{"a":1}}""")]
    [InlineData("""{"foo":1}""", """{"op":"replace","path":"","value":{"a":1}}""", """{"a":1}""")]
    [InlineData("""{"foo":1}""", """{"op":"move","from":"/foo","path":"/foo"}""", """{"foo":1}""")]
    [InlineData("""{"foo":1}""", """{"op":"add","path":"/foo","value":null}""", """{"foo":null}""")]
    [InlineData("""{"":1}""", """{"op":"replace","path":"/","value":2}""", """{"":2}""")]
    public void A_patch_does_what_the_standard_says(string document, string operation, string expected)
    {
        JsonPatch.Apply(JsonNode.Parse(document), [JsonNode.Parse(operation)], out var result).ShouldBe(PatchFault.None);

        JsonNode.DeepEquals(result, JsonNode.Parse(expected)).ShouldBeTrue(result?.ToJsonString());
    }

    [Theory]
    [InlineData("""{"op":"test","path":"/a","value":"1"}""", "TestFailed")]
    [InlineData("""{"op":"test","path":"/a","value":null}""", "TestFailed")]
    [InlineData("""{"op":"test","path":"/zz","value":null}""", "NoSuchPlace")]
    [InlineData("""{"op":"remove","path":"/zz"}""", "NoSuchPlace")]
    [InlineData("""{"op":"replace","path":"/zz","value":1}""", "NoSuchPlace")]
    [InlineData("""{"op":"add","path":"/zz/b","value":1}""", "NoSuchPlace")]
    [InlineData("""{"op":"add","path":"/l/4","value":1}""", "NoSuchPlace")]
    [InlineData("""{"op":"add","path":"/l/01","value":1}""", "NoSuchPlace")]
    [InlineData("""{"op":"add","path":"/l/+1","value":1}""", "NoSuchPlace")]
    [InlineData("""{"op":"remove","path":"/l/-"}""", "NoSuchPlace")]
    [InlineData("""{"op":"add","path":"/a/b","value":1}""", "NoSuchPlace")]
    [InlineData("""{"op":"copy","from":"/zz","path":"/a"}""", "NoSuchPlace")]
    [InlineData("""{"op":"move","from":"/o","path":"/o/x"}""", "Malformed")]
    [InlineData("""{"op":"add","path":"a","value":1}""", "Malformed")]
    [InlineData("""{"op":"add","path":"/a"}""", "Malformed")]
    [InlineData("""{"op":"copy","path":"/a"}""", "Malformed")]
    [InlineData("""{"op":"nonsense","path":"/a"}""", "Malformed")]
    [InlineData("""{"path":"/a"}""", "Malformed")]
    [InlineData("""{"op":1,"path":"/a"}""", "Malformed")]
    [InlineData("""7""", "Malformed")]
    public void A_patch_that_cannot_be_applied_changes_nothing(string operation, string fault)
    {
        const string Document = """{"a":1,"l":[1,2,3],"o":{}}""";
        var document = JsonNode.Parse(Document);

        JsonPatch.Apply(document, [JsonNode.Parse("""{"op":"remove","path":"/l/0"}"""), JsonNode.Parse(operation)], out var result).ToString().ShouldBe(fault);

        result.ShouldBeNull();
        document?.ToJsonString().ShouldBe(Document);
    }
}
