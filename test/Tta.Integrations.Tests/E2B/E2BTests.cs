using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Tta.Integrations.Tests.Telemetry;
using Tta.Primitives;
using Tta.TestKit;

namespace Tta.Integrations.Tests.E2B;

public sealed class E2BTests
{
    private const string Created = """{"sandboxID":"sbx1","templateID":"t","clientID":"c","envdAccessToken":"tok-1","domain":"e2b.test"}""";

    private static readonly Func<HttpRequestMessage, HttpResponseMessage> s_created = ScriptedHttp.Json(Created, HttpStatusCode.Created);
    private static readonly Func<HttpRequestMessage, HttpResponseMessage> s_gone = _ => new HttpResponseMessage(HttpStatusCode.NoContent);

    [Fact]
    public async Task Sandbox_LivesFromCreationToDisposal()
    {
        ScriptedHttp http = new(s_created, s_gone, s_gone);
        using E2BClient client = Client(http);

        await using (E2BSandbox sandbox = await client.CreateAsync(new E2BSandboxOptions { Lifetime = TimeSpan.FromMinutes(2), AllowInternet = false }))
        {
            await sandbox.ExtendAsync(TimeSpan.FromMinutes(10));
            Assert.Equal("sbx1", sandbox.Id);
        }

        Assert.Equal(
            ["POST https://api.e2b.test/sandboxes", "POST https://api.e2b.test/sandboxes/sbx1/timeout", "DELETE https://api.e2b.test/sandboxes/sbx1"],
            http.Requests.Select(r => $"{r.Request.Method} {r.Request.RequestUri}"));
        using JsonDocument body = JsonDocument.Parse(http.Body());
        Assert.Equal("code-interpreter-v1", body.RootElement.GetProperty("templateID").GetString());
        Assert.Equal(120, body.RootElement.GetProperty("timeout").GetInt32());
        Assert.False(body.RootElement.GetProperty("allow_internet_access").GetBoolean());
        Assert.Equal("key-1", http.Requests[0].Request.Headers.GetValues("X-API-Key").Single());
        Assert.Equal("""{"timeout":600}""", http.Body(1));
    }

    [Fact]
    public async Task PausedSandbox_IsNotEndedByDisposal()
    {
        ScriptedHttp http = new(s_created, s_gone);
        using E2BClient client = Client(http);

        await using (E2BSandbox sandbox = await client.CreateAsync())
        {
            await sandbox.PauseAsync();
        }

        Assert.Equal("https://api.e2b.test/sandboxes/sbx1/pause", http.Requests[^1].Request.RequestUri!.ToString());
    }

    [Fact]
    public async Task Code_GivesOutputResultsAndErrors()
    {
        ScriptedHttp http = new(s_created, Lines(
            """{"type":"number_of_executions","execution_count":1}""",
            """{"type":"stdout","text":"one\n","timestamp":"1"}""",
            """{"type":"stderr","text":"careful\n"}""",
            """{"type":"stdout","text":"two\n"}""",
            """{"type":"result","text":"42","png":"aGk=","is_main_result":true,"html":null}""",
            """{"type":"error","name":"ZeroDivisionError","value":"division by zero","traceback":"line 3"}""",
            """{"type":"end_of_execution"}"""));
        using E2BClient client = Client(http);
        E2BSandbox sandbox = await client.CreateAsync();

        E2BCodeResult result = await sandbox.RunCodeAsync(new E2BCode("print(1/0)") { Environment = new Dictionary<string, string> { ["TOKEN"] = "s3cret-value" } });

        Assert.Equal("one\ntwo\n", result.StandardOutput);
        Assert.Equal("careful\n", result.StandardError);
        E2BOutput value = Assert.Single(result.Results);
        Assert.Equal("42", value.Text);
        Assert.Equal(["png", "text"], value.Forms.Keys.Order());
        Assert.False(result.Succeeded);
        Assert.Equal(("ZeroDivisionError", "division by zero", "line 3"), (result.Error!.ErrorName, result.Error.Text, result.Error.Traceback));
        Assert.Equal("https://49999-sbx1.e2b.test/execute", http.Requests[1].Request.RequestUri!.ToString());
        Assert.Equal("tok-1", http.Requests[1].Request.Headers.GetValues("X-Access-Token").Single());
        Assert.Equal("""{"code":"print(1/0)","language":"python","env_vars":{"TOKEN":"s3cret-value"}}""", http.Body(1));
    }

    [Fact]
    public async Task Code_ThatHoldsASecretIsRefused()
    {
        using E2BClient client = Client(new ScriptedHttp(s_created));
        E2BSandbox sandbox = await client.CreateAsync();
        E2BCode code = new("login('s3cret-value')") { Environment = new Dictionary<string, string> { ["TOKEN"] = "s3cret-value" } };

        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => sandbox.RunCodeAsync(code));

        Assert.Contains("TOKEN", error.Message);
        Assert.DoesNotContain("s3cret-value", error.Message);
        Assert.DoesNotContain("s3cret-value", code.ToString());
    }

    [Fact]
    public async Task Output_ComesAsItIsWritten()
    {
        using SlowStream stream = new();
        using E2BClient client = Client(new ScriptedHttp(s_created, ScriptedHttp.Stream(stream)));
        E2BSandbox sandbox = await client.CreateAsync();
        await using IAsyncEnumerator<E2BOutput> output = sandbox.StreamCodeAsync(new E2BCode("...")).GetAsyncEnumerator();

        ValueTask<bool> first = output.MoveNextAsync();
        Assert.False(first.IsCompleted);
        stream.Give("{\"type\":\"stdout\",\"text\":\"tick\"}\n");
        Assert.True(await first);
        Assert.Equal("tick", output.Current.Text);
        ValueTask<bool> second = output.MoveNextAsync();
        Assert.False(second.IsCompleted);
        stream.End();
        Assert.False(await second);
    }

    [Fact]
    public async Task CodeThatRunsTooLong_IsATransientTimeout()
    {
        ManualTimeProvider time = new();
        using SlowStream stream = new();
        using E2BClient client = Client(new ScriptedHttp(s_created, ScriptedHttp.Stream(stream)), time);
        E2BSandbox sandbox = await client.CreateAsync();

        Task<E2BCodeResult> run = sandbox.RunCodeAsync(new E2BCode("while True: pass") { Timeout = TimeSpan.FromSeconds(5) });
        time.Advance(TimeSpan.FromSeconds(5));
        ServiceException error = await Assert.ThrowsAsync<ServiceException>(() => run);

        Assert.Equal(("timeout", true), (error.ErrorType, error.IsTransient));
        Assert.Contains("5 s", error.Message);
    }

    [Fact]
    public async Task LongOutput_IsCut()
    {
        using E2BClient client = Client(new ScriptedHttp(s_created, Lines("""{"type":"stdout","text":"abcdef"}""", """{"type":"stdout","text":"ghi"}""")));
        E2BSandbox sandbox = await client.CreateAsync();

        E2BCodeResult result = await sandbox.RunCodeAsync(new E2BCode("x") { MaxOutputLength = 7 });

        Assert.Equal(("abcdefg", true), (result.StandardOutput, result.IsTruncated));
    }

    [Fact]
    public async Task Command_StreamsAndEndsWithItsExitCode()
    {
        ScriptedHttp http = new(s_created, Frames(
            """{"event":{"start":{"pid":7}}}""",
            Data("stdout", "hello\n"),
            Data("stderr", "oops\n"),
            """{"event":{"end":{"exitCode":3,"exited":true,"status":"exit status 3"}}}"""));
        using E2BClient client = Client(http);
        E2BSandbox sandbox = await client.CreateAsync();
        List<string> seen = [];

        E2BCommandResult result = await sandbox.RunCommandAsync("make", onOutput: output => seen.Add(output.Text));

        Assert.Equal(new E2BCommandResult(3, "hello\n", "oops\n"), result);
        Assert.Equal(["hello\n", "oops\n"], seen);
        Assert.Equal("https://49983-sbx1.e2b.test/process.Process/Start", http.Requests[1].Request.RequestUri!.ToString());
        Assert.Contains("\"args\":[\"-l\",\"-c\",\"make\"]", http.Body(1));
    }

    [Fact]
    public async Task Command_ErrorAtTheEndOfTheStreamIsAnException()
    {
        using E2BClient client = Client(new ScriptedHttp(s_created, Frames(end: """{"error":{"code":"not_found","message":"no such user"}}""")));
        E2BSandbox sandbox = await client.CreateAsync();

        ServiceException error = await Assert.ThrowsAsync<ServiceException>(() => sandbox.RunCommandAsync("ls"));

        Assert.Equal("not_found", error.Code);
        Assert.Equal("no such user", error.ServiceMessage);
    }

    [Fact]
    public async Task Command_StreamThatBreaksIsTransient()
    {
        using E2BClient client = Client(new ScriptedHttp(s_created, _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([0, 0]) }));
        E2BSandbox sandbox = await client.CreateAsync();

        ServiceException error = await Assert.ThrowsAsync<ServiceException>(() => sandbox.RunCommandAsync("ls"));

        Assert.Equal(("unavailable", true), (error.ErrorType, error.IsTransient));
    }

    [Fact]
    public async Task Files_AreWrittenAndRead()
    {
        ScriptedHttp http = new(s_created, ScriptedHttp.Json("[]"), _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([4, 5]) }, ScriptedHttp.Json("""{"code":404,"message":"path not found"}""", HttpStatusCode.NotFound));
        using E2BClient client = Client(http);
        E2BSandbox sandbox = await client.CreateAsync();

        await sandbox.WriteFileAsync("/home/user/data set.csv", new MemoryStream("a,b"u8.ToArray()));
        byte[] bytes = await sandbox.ReadFileAsync("/home/user/data set.csv");
        ServiceException error = await Assert.ThrowsAsync<ServiceException>(() => sandbox.ReadFileAsync("/nope"));

        Assert.Equal([4, 5], bytes);
        Assert.Equal("https://49983-sbx1.e2b.test/files?path=%2Fhome%2Fuser%2Fdata%20set.csv&username=user", http.Requests[1].Request.RequestUri!.AbsoluteUri);
        Assert.Contains("a,b", http.Body(1));
        Assert.Equal("not_found", error.ErrorType);
    }

    [Fact]
    public async Task Step_EndsItsSandboxAlsoWhenItFails()
    {
        using Listener listener = new();
        ScriptedHttp http = new(s_created, ScriptedHttp.Json("{}", HttpStatusCode.BadGateway), s_gone);
        using E2BClient client = Client(http);
        E2BCodePrimitive run = new("RunAnalysis", client);

        await Assert.ThrowsAsync<ServiceException>(() => run.ExecuteAsync(new E2BCode("print('private')")).AsTask());

        Assert.Equal(HttpMethod.Delete, http.Requests[^1].Request.Method);
        Activity execute = listener.Spans.Single(span => span.DisplayName == "e2b execute");
        Assert.Equal(ActivityStatusCode.Error, execute.Status);
        Assert.Equal("unavailable", execute.GetTagItem("error.type"));
        Assert.DoesNotContain(listener.Spans.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("private", StringComparison.Ordinal));
    }

    private static E2BClient Client(ScriptedHttp http, TimeProvider? time = null) => new("key-1", "e2b.test", new HttpClient(http), time ?? new ManualTimeProvider());

    private static Func<HttpRequestMessage, HttpResponseMessage> Lines(params string[] lines) => ScriptedHttp.Events(string.Join('\n', lines) + "\n");

    private static string Data(string stream, string text)
        => "{\"event\":{\"data\":{\"" + stream + "\":\"" + Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) + "\"}}}";

    private static Func<HttpRequestMessage, HttpResponseMessage> Frames(params string[] messages) => Frames("{}", messages);

    private static Func<HttpRequestMessage, HttpResponseMessage> Frames(string end, string[]? messages = null) => _ =>
    {
        using MemoryStream stream = new();
        foreach (string message in messages ?? [])
        {
            Frame(0, message);
        }

        Frame(2, end);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(stream.ToArray()) };

        void Frame(byte flags, string message)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(message);
            Span<byte> header = [flags, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)bytes.Length);
            stream.Write(header);
            stream.Write(bytes);
        }
    };
}
