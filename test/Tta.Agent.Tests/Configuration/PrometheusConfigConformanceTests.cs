using Tta.Agent.Configuration;
using Tta.TestKit;

namespace Tta.Agent.Tests.Configuration;

[Trait("Category", "Conformance")]
public class PrometheusConfigConformanceTests
{
    /// <summary>A valid file is read, or refused for a named feature that is not supported here; never as unknown or malformed.</summary>
    [ConformanceFact]
    public void Valid_files_are_understood()
    {
        var suite = new Conformance("prometheus-config");
        using var http = new HttpClient();
        foreach (string file in Directory.GetFiles(Conformance.PathOf("alloy", "converter", "prometheus"), "*.yaml"))
        {
            suite.Run(Path.GetFileName(file), () =>
            {
                bool isMistake = Path.GetFileName(file).StartsWith("bad_", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("broken_", StringComparison.Ordinal);
                try
                {
                    PrometheusConfigFile.Load(file, http);
                    return isMistake ? "accepted" : null;
                }
                catch (PrometheusConfigException e)
                {
                    return isMistake || e.Message.Contains("is not supported here", StringComparison.Ordinal) ? null : e.Message;
                }
            });
        }

        suite.Finish(22);
    }
}
