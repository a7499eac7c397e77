using System.Net;
using Tta.Agent.Discovery;
using Tta.Agent.Scraping;

namespace Tta.Agent.Tests.Discovery;

public sealed class DiscoveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tta-sd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_are_read_as_JSON_and_YAML_and_a_broken_one_keeps_its_targets()
    {
        string json = Path.Combine(_folder, "a.json");
        string yaml = Path.Combine(_folder, "b.yml");
        await File.WriteAllTextAsync(json, """[{"targets":["one:1"],"labels":{"env":"dev"}}]""");
        await File.WriteAllTextAsync(yaml, "- targets: [two:2, three:3]\n  labels: {env: prod}\n");
        var discovery = new FileDiscovery([Path.Combine(_folder, "*.json"), yaml], TimeSpan.FromMinutes(5));
        Assert.Equal(["one:1 dev " + json, "two:2,three:3 prod " + yaml], await Describe(discovery));
        Assert.Null(discovery.LastError);

        await File.WriteAllTextAsync(json, "[{");
        Assert.Equal(["one:1 dev " + json, "two:2,three:3 prod " + yaml], await Describe(discovery));
        Assert.Contains(json, discovery.LastError, StringComparison.Ordinal);

        File.Delete(json);
        Assert.Equal(["two:2,three:3 prod " + yaml], await Describe(discovery));
        await File.WriteAllTextAsync(yaml, "- target: [x]\n");
        Assert.Equal(["two:2,three:3 prod " + yaml], await Describe(discovery));
        Assert.Contains("did you mean \"targets\"?", discovery.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_keeps_the_last_good_list()
    {
        string body = """[{"targets":["one:1"],"labels":{"env":"dev"}},{"targets":[]}]""";
        HttpStatusCode status = HttpStatusCode.OK;
        string? authorization = null;
        using HttpClient http = StubHttp.Client(request =>
        {
            authorization = request.Headers.Authorization?.ToString();
            HttpResponseMessage page = StubHttp.Page(body, "application/json");
            page.StatusCode = status;
            return page;
        });
        var discovery = new HttpDiscovery(new Uri("http://sd/list"), TimeSpan.FromSeconds(60), HttpAuthentication.Header("Bearer", "t"), http);
        IReadOnlyList<TargetGroup> groups = await discovery.RefreshAsync(CancellationToken.None);
        Assert.Equal("{__meta_url=\"http://sd/list\", env=\"dev\"}", groups[0].Labels.ToString());
        Assert.Equal("Bearer t", authorization);

        status = HttpStatusCode.InternalServerError;
        Assert.Same(groups, await discovery.RefreshAsync(CancellationToken.None));
        Assert.Contains("HTTP status 500", discovery.LastError, StringComparison.Ordinal);

        (status, body) = (HttpStatusCode.OK, "{}");
        Assert.Same(groups, await discovery.RefreshAsync(CancellationToken.None));
        Assert.Contains("cannot read target groups", discovery.LastError, StringComparison.Ordinal);
    }

    private static async Task<List<string>> Describe(FileDiscovery discovery) =>
        (await discovery.RefreshAsync(CancellationToken.None)).Select(g => $"{string.Join(',', g.Targets)} {g.Labels["env"]} {g.Labels["__meta_filepath"]}").ToList();
}
