using Tta.Query.PromQl;
using Tta.Query.Tests.PromQl.Scripts;
using Tta.TestKit;

namespace Tta.Query.Tests.PromQl;

/// <summary>The scripts of the reference implementation. Cases about native histograms and start timestamps fail: they are not built.</summary>
public sealed class PromQlScriptConformanceTests
{
    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public void Scripts_keep_their_score()
    {
        var suite = new Conformance("promql-scripts");
        foreach (string path in Directory.GetFiles(Conformance.PathOf("promql", "scripts"), "*.test").Order(StringComparer.Ordinal))
        {
            var storage = new InMemoryMetrics();
            using var engine = new PromQlEngine(storage);
            var script = new PromQlScript(storage, engine);
            foreach (ScriptCommand command in ScriptCommand.ReadAll(path))
            {
                if (command.Head.StartsWith("eval", StringComparison.Ordinal))
                {
                    suite.Run($"{Path.GetFileName(path)}:{command.LineNumber} {command.Head}", () => script.Evaluate(command));
                }
                else
                {
                    script.Apply(command);
                }
            }
        }

        suite.Finish(atLeast: 1083);
    }
}
