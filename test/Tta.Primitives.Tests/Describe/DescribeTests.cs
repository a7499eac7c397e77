using System.Text.Json;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Describe;

public sealed class DescribeTests
{
    private static readonly Primitive<string, string> s_workflow =
        (Workflow.Step("Parse", (string text) => text.Length)
            >> (Steps.Increment.WithRetry(2) | Steps.Increment)
            >> Workflow.Route(((int, int) _) => "sum", [("sum", Workflow.Step("Sum<\"&>", ((int, int) pair) => $"{pair}"))]))
        .Named("analyse");

    [Fact]
    public void Text_shows_the_tree_with_roles_and_types() => Assert.Equal(
        """
        analyse [Workflow] (String -> String)
        ├─ step 1: Parse [LambdaPrimitive] (String -> Int32)
        ├─ step 2: ParallelPrimitive (Int32 -> (Int32, Int32))
        │  ├─ branch 0: RetryPrimitive (Int32 -> Int32)
        │  │  └─ up to 3 attempts: Increment [LambdaPrimitive] (Int32 -> Int32)
        │  └─ branch 1: Increment [LambdaPrimitive] (Int32 -> Int32)
        └─ step 3: RouterPrimitive ((Int32, Int32) -> String)
           └─ route sum: Sum<"&> [LambdaPrimitive] ((Int32, Int32) -> String)

        """.ReplaceLineEndings("\n"),
        s_workflow.Describe().ToText());

    [Fact]
    public void Mermaid_chains_the_steps_and_hangs_the_rest_below() => Assert.Equal(
        """
        flowchart TD
            n0["analyse<br/>Workflow"]
            n1["Parse<br/>LambdaPrimitive"]
            n0 -->|"step 1"| n1
            n2["ParallelPrimitive"]
            n3["RetryPrimitive"]
            n4["Increment<br/>LambdaPrimitive"]
            n3 -->|"up to 3 attempts"| n4
            n2 -->|"branch 0"| n3
            n5["Increment<br/>LambdaPrimitive"]
            n2 -->|"branch 1"| n5
            n1 --> n2
            n6["RouterPrimitive"]
            n7["Sum&lt;&quot;&amp;&gt;<br/>LambdaPrimitive"]
            n6 -->|"route sum"| n7
            n2 --> n6

        """.ReplaceLineEndings("\n"),
        s_workflow.Describe().ToMermaid());

    [Fact]
    public void Json_holds_the_same_tree()
    {
        using var json = JsonDocument.Parse(s_workflow.Describe().ToJson());
        JsonElement root = json.RootElement;
        Assert.Equal("analyse", root.GetProperty("name").GetString());
        Assert.Equal(3, root.GetProperty("children").GetArrayLength());
        JsonElement route = root.GetProperty("children")[2].GetProperty("children")[0];
        Assert.Equal(("route sum", "(Int32, Int32)", "String"), (
            route.GetProperty("role").GetString(), route.GetProperty("input").GetString(), route.GetProperty("output").GetString()));
    }
}
