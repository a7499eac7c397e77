using System.Text.Json.Nodes;

namespace Tta.App.Tests.Hosting;

/// <summary>A running server that holds the data of one run of the sample workflow.</summary>
public sealed class DemoDataFixture : IAsyncLifetime
{
    internal TtaProcess Server { get; private set; } = null!;

    /// <summary>The sample's own account: workflows, traceIds, costUsdByPersonaModel, errors.</summary>
    internal JsonNode Report { get; private set; } = null!;

    internal IReadOnlyList<string> TraceIds => Report["traceIds"]!.AsArray().Select(id => (string)id!).ToList();

    public async Task InitializeAsync()
    {
        Server = await TtaProcess.StartAsync("--scrape-interval", "1s");
        Report = await SampleRun.RunAsync(Server, new Dictionary<string, string> { ["OTEL_METRIC_EXPORT_INTERVAL"] = "500" }, "--documents", "12", "--seed", "7");
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>Tests that share the demo's data and the server that holds it.</summary>
[CollectionDefinition(Name)]
public sealed class DemoDataCollection : ICollectionFixture<DemoDataFixture>
{
    public const string Name = "demo data";
}
