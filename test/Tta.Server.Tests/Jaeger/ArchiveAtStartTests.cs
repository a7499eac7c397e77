using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Jaeger;

public sealed class ArchiveAtStartTests
{
    [Fact]
    public async Task An_archived_trace_outlives_the_server_and_the_store()
    {
        const string TraceId = "3f2504e04f8911d39a0c0305e82c3309";
        string directory = Directory.CreateTempSubdirectory("tta-archived-").FullName;
        try
        {
            await using (RunningServer first = await RunningServer.StartAsync(options => options with { DataDirectory = directory }))
            {
                await SentTrace.SendAsync(first, "shop", SentTrace.Span(TraceId, 1, "kept", OtlpBodies.NowNs(), 1_000));
                using HttpResponseMessage kept = await first.Client.PostAsync(first.Url("jaeger", "/api/archive/" + TraceId), content: null);
                Assert.True(kept.IsSuccessStatusCode);
            }

            foreach (string folder in Directory.GetDirectories(Path.Combine(directory, "traces")).Where(path => Path.GetFileName(path) != "archive"))
            {
                Directory.Delete(folder, recursive: true); // What retention does, in one step.
            }

            foreach (string file in Directory.GetFiles(Path.Combine(directory, "traces")))
            {
                File.Delete(file);
            }

            await using RunningServer second = await RunningServer.StartAsync(options => options with { DataDirectory = directory });
            foreach ((string listener, string path) in ((string, string)[])
                [("jaeger", "/api/traces/"), ("jaeger", "/api/v3/traces/"), ("tempo", "/api/traces/"), ("tempo", "/api/v2/traces/")])
            {
                Assert.Contains("kept", await second.GetAsync(listener, path + TraceId), StringComparison.Ordinal);
            }

            Assert.DoesNotContain("shop", await second.GetAsync("jaeger", "/api/services"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
