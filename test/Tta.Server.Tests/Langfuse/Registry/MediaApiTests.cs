using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace Tta.Server.Tests.Langfuse.Registry;

public sealed class MediaApiTests
{
    private static readonly byte[] s_bytes = "<svg onload='alert(1)'/>"u8.ToArray();

    [Fact]
    public async Task Bytes_are_put_and_got_by_signed_addresses_without_keys_even_where_a_token_is_required()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { Token = "token" });
        (string id, string url) = await AnnounceAsync(server);
        Assert.Equal(22, id.Length);
        await LangfuseRequests.GetAsync(server, $"/media/{id}", HttpStatusCode.NotFound);

        using HttpResponseMessage wrong = await server.Client.PutAsync(url, new ByteArrayContent([1, 2, 3]));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using HttpResponseMessage put = await server.Client.PutAsync(url, new ByteArrayContent(s_bytes));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        await PromptsApiTests.PatchAsync(server, $"/media/{id}", """{"uploadedAt":"2026-01-02T03:04:05.006Z","uploadHttpStatus":200,"uploadTimeMs":5}""");

        JsonElement media = await LangfuseRequests.GetAsync(server, $"/media/{id}");
        Assert.Equal("2026-01-02T03:04:05.006Z", media.GetProperty("uploadedAt").GetString());
        using HttpResponseMessage got = await server.Client.GetAsync(media.GetProperty("url").GetString());
        Assert.Equal(s_bytes, await got.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/svg+xml", got.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", Assert.Single(got.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(got.Headers.GetValues("X-Content-Type-Options")));
        Assert.Null((await AnnounceAsync(server)).Url);
    }

    [Fact]
    public async Task An_address_holds_for_its_method_its_medium_and_an_hour()
    {
        var clock = new Tta.TestKit.ManualTimeProvider();
        await using RunningServer server = await RunningServer.StartAsync(options => options with { TimeProvider = clock });
        (string id, string url) = await AnnounceAsync(server);
        using HttpResponseMessage asGet = await server.Client.GetAsync(url);
        Assert.Equal(HttpStatusCode.NotFound, asGet.StatusCode);
        using HttpResponseMessage ofOther = await server.Client.PutAsync(url.Replace(id, new string('A', 22), StringComparison.Ordinal), new ByteArrayContent(s_bytes));
        Assert.Equal(HttpStatusCode.NotFound, ofOther.StatusCode);
        clock.Advance(TimeSpan.FromHours(1));
        using HttpResponseMessage late = await server.Client.PutAsync(url, new ByteArrayContent(s_bytes));
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
    }

    [Fact]
    public async Task Media_that_dataset_items_name_come_with_their_addresses()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        (string id, string url) = await AnnounceAsync(server);
        using (await server.Client.PutAsync(url, new ByteArrayContent(s_bytes)))
        {
            await LangfuseRequests.PostAsync(server, "/v2/datasets", """{"name":"d"}""");
            string reference = $"@@@langfuseMedia:type=image/svg+xml|id={id}|source=bytes@@@";
            JsonElement item = await LangfuseRequests.PostAsync(
                server, "/dataset-items", $$"""{"datasetName":"d","input":{"parts":["x",{"it's":"{{reference}}"}]},"metadata":"@@@langfuseMedia:type=a|id=unknown|source=bytes@@@"}""");
            JsonElement found = Assert.Single(item.GetProperty("mediaReferences").EnumerateArray());
            Assert.Equal("input", found.GetProperty("field").GetString());
            Assert.Equal(reference, found.GetProperty("referenceString").GetString());
            Assert.Equal("$['parts'][1]['it\\'s']", found.GetProperty("jsonPath").GetString());
            Assert.Equal(s_bytes, await server.Client.GetByteArrayAsync(found.GetProperty("media").GetProperty("url").GetString()));
        }
    }

    [Theory]
    [InlineData("""{"traceId":"t","field":"input","contentType":"image/png","contentLength":1,"sha256Hash":"short"}""")]
    [InlineData("""{"traceId":"t","field":"input","contentType":"text/html\r\nX: y","contentLength":1,"sha256Hash":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}""")]
    [InlineData("""{"traceId":"t","field":"expectedOutput","contentType":"image/png","contentLength":1,"sha256Hash":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}""")]
    [InlineData("""{"traceId":"t","field":"input","contentType":"image/png","contentLength":0,"sha256Hash":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}""")]
    [InlineData("""{"traceId":"t","field":"input","contentType":"image/png","contentLength":1000000000000,"sha256Hash":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}""")]
    public async Task Announcements_that_make_no_sense_are_refused(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await LangfuseRequests.PostAsync(server, "/media", body, HttpStatusCode.BadRequest);
    }

    private static async Task<(string Id, string Url)> AnnounceAsync(RunningServer server)
    {
        string hash = Convert.ToBase64String(SHA256.HashData(s_bytes));
        JsonElement answer = await LangfuseRequests.PostAsync(
            server,
            "/media",
            $$"""{"traceId":"t","observationId":null,"field":"input","contentType":"image/svg+xml","contentLength":{{s_bytes.Length}},"sha256Hash":"{{hash}}"}""",
            HttpStatusCode.Created);
        return (answer.GetProperty("mediaId").GetString()!, answer.GetProperty("uploadUrl").GetString()!);
    }
}
