using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tta.Integrations.Tests.Telemetry;
using Tta.Primitives;
using Tta.TestKit;

namespace Tta.Integrations.Tests.Supabase;

public sealed partial class SupabaseTests
{
    private static readonly SupabaseTable s_notes = SupabaseTable.Named("notes");

    [Fact]
    public async Task Select_SendsFiltersOrderAndLimitEscaped()
    {
        ScriptedHttp http = new(_ => Rows("""[{"id":1,"title":"a"}]""", contentRange: "0-0/37"));
        using SupabaseClient client = Client(http);

        SupabaseResult result = await client.ExecuteAsync(s_notes
            .Where("owner", SupabaseFilter.EqualTo(7))
            .Where("title", SupabaseFilter.Like("R&D*"))
            .Where("kind", SupabaseFilter.In("a,b", "c\"d"))
            .Where("deleted_at", SupabaseFilter.EqualTo(null))
            .Where("created", SupabaseFilter.AtLeast(new DateOnly(2026, 1, 31)))
            .OrderBy("created", descending: true).OrderBy("id").Take(10).Skip(20)
            .Select("id,title", count: true));

        Assert.Equal(
            "https://p.supabase.test/rest/v1/notes?select=id%2Ctitle&owner=eq.7&title=like.R%26D%2A&kind=in.%28%22a%2Cb%22%2C%22c%5C%22d%22%29"
            + "&deleted_at=is.null&created=gte.2026-01-31&order=created.desc%2Cid.asc&limit=10&offset=20",
            http.Requests[0].Request.RequestUri!.AbsoluteUri);
        Assert.Equal(37, result.Count);
        Assert.Equal([new Note(1, "a")], result.Read(NoteJson.Default.Note));
        Assert.Equal("count=exact", http.Requests[0].Request.Headers.GetValues("Prefer").Single());
        Assert.Equal("key-1", http.Requests[0].Request.Headers.GetValues("apikey").Single());
        Assert.Equal("Bearer key-1", http.Requests[0].Request.Headers.Authorization!.ToString());
    }

    [Fact]
    public void Filter_ValueCannotChangeTheRequest()
    {
        SupabaseCommand command = s_notes.Where("title", SupabaseFilter.EqualTo("x&id=gt.0#")).Delete();

        Assert.Equal("rest/v1/notes?title=eq.x%26id%3Dgt.0%23", command.Path);
    }

    [Fact]
    public async Task AnAnswerThatIsNoJson_IsAClassifiedFailure()
    {
        using SupabaseClient client = Client(new ScriptedHttp(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent("<html>sign in to the network</html>", System.Text.Encoding.UTF8, "text/html"),
        }));

        var failed = await Assert.ThrowsAsync<ServiceException>(() => client.ExecuteAsync(s_notes.Select()));

        Assert.Equal(("invalid_response", 200, false), (failed.ErrorType, failed.StatusCode, failed.IsTransient));
        Assert.Contains("text/html", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sign in", failed.Message, StringComparison.Ordinal);
        Assert.Contains("sign in", failed.ServiceMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void UpdateAndDelete_WithoutFilterAreRefusedBeforeAnythingIsSent()
    {
        Assert.Contains("refused to update every row of notes", Assert.Throws<InvalidOperationException>(() => s_notes.Update([])).Message);
        Assert.Contains("refused to delete every row of notes", Assert.Throws<InvalidOperationException>(() => s_notes.OrderBy("id").Take(1).Delete()).Message);
        Assert.Equal("rest/v1/notes?id=not.is.null", s_notes.Where("id", SupabaseFilter.NotEqualTo(null)).Delete().Path);
    }

    [Theory]
    [InlineData("limit")]
    [InlineData("items.offset")]
    [InlineData(" or")]
    public void AParameterIsNoFilter(string column)
    {
        Assert.Contains("in quotes", Assert.Throws<ArgumentException>(() => s_notes.Where(column, SupabaseFilter.EqualTo(5))).Message);
        Assert.Equal("rest/v1/notes?%22limit%22=eq.5", s_notes.Where("\"limit\"", SupabaseFilter.EqualTo(5)).Delete().Path);
    }

    [Fact]
    public async Task Writes_SendBodiesAndPreferences()
    {
        ScriptedHttp http = new(_ => Rows("[]"));
        using SupabaseClient client = Client(http);

        await client.ExecuteAsync(s_notes.Insert([new Note(1, "a"), new Note(2, "b")], NoteJson.Default.Note));
        await client.ExecuteAsync(s_notes.Upsert([new Note(1, "c")], NoteJson.Default.Note, onConflict: "id"));
        await client.ExecuteAsync(s_notes.Where("id", SupabaseFilter.EqualTo(1)).Update(new JsonObject { ["title"] = "d" }));
        await client.ExecuteAsync(SupabaseCommand.Rpc("count_notes", new JsonObject { ["owner"] = 7 }));

        Assert.Equal(
            ["POST /rest/v1/notes", "POST /rest/v1/notes?on_conflict=id", "PATCH /rest/v1/notes?id=eq.1", "POST /rest/v1/rpc/count_notes"],
            http.Requests.Select(r => $"{r.Request.Method} {r.Request.RequestUri!.PathAndQuery}"));
        Assert.Equal(
            ["""[{"id":1,"title":"a"},{"id":2,"title":"b"}]""", """[{"id":1,"title":"c"}]""", """{"title":"d"}""", """{"owner":7}"""],
            http.Requests.Select(r => r.Body));
        Assert.Equal("return=representation,resolution=merge-duplicates", http.Requests[1].Request.Headers.GetValues("Prefer").Single());
    }

    [Fact]
    public async Task Failure_HasCodeHintAndClass()
    {
        ScriptedHttp http = new(ScriptedHttp.Json(
            """{"code":"23505","message":"duplicate key value violates unique constraint","details":"Key (id)=(1) already exists.","hint":"use upsert"}""", HttpStatusCode.Conflict));
        using SupabaseClient client = Client(http);

        ServiceException error = await Assert.ThrowsAsync<ServiceException>(() => client.ExecuteAsync(s_notes.Insert(new JsonObject { ["id"] = 1 })));

        Assert.Equal(("conflict", 409, "23505", "use upsert", false), (error.ErrorType, error.StatusCode, error.Code, error.Hint, error.IsTransient));
        Assert.Contains("duplicate key", error.ServiceMessage);
    }

    [Theory]
    [InlineData(503, "unavailable", true)]
    [InlineData(429, "rate_limit", true)]
    [InlineData(401, "authentication", false)]
    [InlineData(406, "not_found", false)]
    [InlineData(400, "invalid_request", false)]
    public async Task Failures_SayWhetherToTryAgain(int status, string type, bool transient)
    {
        using SupabaseClient client = Client(new ScriptedHttp(ScriptedHttp.Json("oops", (HttpStatusCode)status)));

        ServiceException error = await Assert.ThrowsAsync<ServiceException>(() => client.ExecuteAsync(s_notes.Select()));

        Assert.Equal((type, transient), (error.ErrorType, error.IsTransient));
    }

    [Fact]
    public async Task Step_IsASpanWithoutValues()
    {
        using Listener listener = new();
        using SupabaseClient client = Client(new ScriptedHttp(_ => Rows("[]")));
        SupabasePrimitive<int> load = new("LoadNotes", client, owner => s_notes.Where("secret_owner", SupabaseFilter.EqualTo(owner)).Select());

        await load.ExecuteAsync(4711);

        Activity span = listener.Spans.Single(span => span.Source.Name == "Tta.Integrations");
        Assert.Equal("SELECT notes", span.DisplayName);
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.Equal("notes", span.GetTagItem("db.collection.name"));
        Assert.Equal(200, span.GetTagItem("http.response.status_code"));
        Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains("4711", StringComparison.Ordinal) || $"{tag.Value}".Contains("secret_owner", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Auth_SignsInRefreshesAndActsForTheUser()
    {
        const string Session = """{"access_token":"at-1","refresh_token":"rt-1","expires_in":3600,"user":{"id":"u-1","email":"a@b.test"}}""";
        ScriptedHttp http = new(ScriptedHttp.Json(Session), ScriptedHttp.Json(Session), _ => Rows("[]"), _ => new HttpResponseMessage(HttpStatusCode.NoContent));
        using SupabaseClient client = Client(http);

        SupabaseSession session = await client.Auth.SignInAsync("a@b.test", "pw");
        await client.Auth.RefreshAsync(session);
        using SupabaseClient user = client.As(session);
        await user.ExecuteAsync(s_notes.Select());
        await client.Auth.SignOutAsync(session);

        Assert.Equal(("u-1", new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero)), (session.UserId, session.ExpiresAt));
        Assert.Equal(
            ["/auth/v1/token?grant_type=password", "/auth/v1/token?grant_type=refresh_token", "/rest/v1/notes?select=%2A", "/auth/v1/logout"],
            http.Requests.Select(r => r.Request.RequestUri!.PathAndQuery));
        Assert.Equal("""{"email":"a@b.test","password":"pw"}""", http.Requests[0].Body);
        Assert.Equal("Bearer at-1", http.Requests[2].Request.Headers.Authorization!.ToString());
        Assert.Equal("key-1", http.Requests[2].Request.Headers.GetValues("apikey").Single());
        Assert.DoesNotContain("at-1", session.ToString());
    }

    [Fact]
    public async Task SignUp_ThatAwaitsConfirmationHasNoSession()
    {
        using SupabaseClient client = Client(new ScriptedHttp(ScriptedHttp.Json("""{"id":"u-1","email":"a@b.test"}""")));

        Assert.Null(await client.Auth.SignUpAsync("a@b.test", "pw"));
    }

    [Fact]
    public async Task Storage_WritesReadsListsSignsAndRemoves()
    {
        ScriptedHttp http = new(
            ScriptedHttp.Json("{}"),
            _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([1, 2, 3]) },
            ScriptedHttp.Json("""[{"name":"a.txt"},{"name":"sub"}]"""),
            ScriptedHttp.Json("""{"signedURL":"/object/sign/docs/x%20y/a.txt?token=t"}"""),
            ScriptedHttp.Json("[]"));
        using SupabaseClient client = Client(http);

        await client.Storage.UploadAsync("docs", "x y/a.txt", new MemoryStream("hi"u8.ToArray()), "text/plain", overwrite: true);
        byte[] bytes = await client.Storage.DownloadAsync("docs", "x y/a.txt");
        IReadOnlyList<string> names = await client.Storage.ListAsync("docs", "x y");
        Uri signed = await client.Storage.CreateSignedUrlAsync("docs", "x y/a.txt", TimeSpan.FromMinutes(1));
        await client.Storage.RemoveAsync("docs", ["x y/a.txt"]);

        Assert.Equal([1, 2, 3], bytes);
        Assert.Equal(["a.txt", "sub"], names);
        Assert.Equal("https://p.supabase.test/storage/v1/object/sign/docs/x%20y/a.txt?token=t", signed.AbsoluteUri);
        Assert.Equal(
            ["POST /storage/v1/object/docs/x%20y/a.txt", "GET /storage/v1/object/docs/x%20y/a.txt", "POST /storage/v1/object/list/docs", "POST /storage/v1/object/sign/docs/x%20y/a.txt", "DELETE /storage/v1/object/docs"],
            http.Requests.Select(r => $"{r.Request.Method} {r.Request.RequestUri!.PathAndQuery}"));
        Assert.Equal("true", http.Requests[0].Request.Headers.GetValues("x-upsert").Single());
        Assert.Equal("""{"prefixes":["x y/a.txt"]}""", http.Requests[4].Body);
        await Assert.ThrowsAsync<ArgumentException>(() => client.Storage.RemoveAsync("docs", []));
    }

    private static SupabaseClient Client(ScriptedHttp http) => new(new Uri("https://p.supabase.test"), "key-1", new HttpClient(http), new ManualTimeProvider());

    private static HttpResponseMessage Rows(string json, string? contentRange = null)
    {
        HttpResponseMessage response = new(HttpStatusCode.OK) { Content = new StringContent(json) };
        if (contentRange is not null)
        {
            response.Content.Headers.TryAddWithoutValidation("Content-Range", contentRange);
        }

        return response;
    }

    internal sealed record Note(int Id, string Title);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Note))]
    private sealed partial class NoteJson : JsonSerializerContext;
}
