using Tta.Wire.GenAi;

namespace Tta.Wire.Tests.GenAi;

public sealed class ModelMessagesTests
{
    [Theory]
    [InlineData("plain", """[{"role":"user","parts":[{"type":"text","content":"plain"}]}]""")]
    [InlineData("[not json", """[{"role":"user","parts":[{"type":"text","content":"[not json"}]}]""")]
    [InlineData("""{"q":1}""", """[{"role":"user","parts":[{"type":"text","content":"{\"q\":1}"}]}]""")]
    [InlineData("[]", """[{"role":"user","parts":[{"type":"text","content":"[]"}]}]""")]
    [InlineData("""[{"role":"user","parts":[{"type":"text", "content":"as it is"}]}]""", """[{"role":"user","parts":[{"type":"text", "content":"as it is"}]}]""")]
    [InlineData("""[{"role":"system","content":"s"},{"role":"user","parts":[]}]""", """[{"role":"system","parts":[{"type":"text","content":"s"}]},{"role":"user","parts":[]}]""")]
    [InlineData("""[{"message":{"role":"user","content":"spelled out"}}]""", """[{"role":"user","parts":[{"type":"text","content":"spelled out"}]}]""")]
    [InlineData("""{"messages":[{"role":"user","content":"q"}],"tools":[{}]}""", """[{"role":"user","parts":[{"type":"text","content":"q"}]}]""")]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":"a"}}]}""", """[{"role":"assistant","parts":[{"type":"text","content":"a"}]}]""")]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"image"}]}""", """[{"role":"assistant","parts":[{"type":"text","content":"a"},{"type":"image"}]}]""")]
    [InlineData("""[{"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]}]""", """[{"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"f","arguments":"{}"}]}]""")]
    public void Every_form_becomes_messages_with_parts(string stored, string expected) => Assert.Equal(expected, ModelMessages.Normalize(stored, "user"));
}
