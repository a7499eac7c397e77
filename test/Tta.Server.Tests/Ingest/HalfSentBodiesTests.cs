using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Tta.Model;
using Tta.Server.Ingest;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Ingest;

/// <summary>Senders that stop in the middle of a body: what they hold together is bounded, and others are told to come again.</summary>
public sealed class HalfSentBodiesTests
{
    private const int BudgetBytes = 1 << 20;
    private const int SenderCount = 24;
    private static readonly byte[] s_body = OtlpBodies.Traces("shop", [.. Enumerable.Range(1, 3000).Select(i => (ulong)i)]);
    private static readonly int s_half = s_body.Length / 2;

    // Each that is kept waiting holds at least the half that it has sent.
    private static readonly int s_mostHeld = BudgetBytes / s_half;

    [Fact]
    public async Task Over_http_the_rest_is_503_with_a_time_to_come_back()
    {
        await using RunningServer server = await StartAsync();
        BodyBudget budget = server.Host.Composition.Bodies;
        SlowSender[] senders = await Task.WhenAll(Enumerable.Range(0, SenderCount).Select(_ => SlowSender.StartAsync(server.Url("otlp-http", "/v1/traces"))));
        List<SlowSender> held = [.. senders];
        while (held.Count > s_mostHeld)
        {
            Task<string> answer = await Task.WhenAny(held.Select(sender => sender.Answer));
            Assert.Contains("HTTP/1.1 503", await answer, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 5", await answer, StringComparison.Ordinal);
            held.RemoveAll(sender => sender.Answer == answer);
            Assert.InRange(budget.HeldBytes, 0, BudgetBytes);
        }

        // An answer is sent when the memory is free again.
        List<string> answers = [];
        foreach (SlowSender sender in held)
        {
            await sender.FinishAsync();
            answers.Add(await sender.Answer);
        }

        Assert.Contains(answers, answer => answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal));
        Assert.Equal(0, budget.HeldBytes);
        foreach (SlowSender sender in senders)
        {
            sender.Dispose();
        }
    }

    [Fact]
    public async Task Over_grpc_the_rest_is_unavailable_with_a_time_to_come_back()
    {
        await using RunningServer server = await StartAsync();
        byte[] frame = OtlpBodies.Frame(s_body);
        HalfContent[] contents = [.. Enumerable.Range(0, SenderCount).Select(_ => new HalfContent(frame))];
        List<Task<HttpResponseMessage>> held = [.. contents.Select(content => server.Client.SendAsync(Call(server, content)))];
        while (held.Count > s_mostHeld)
        {
            Task<HttpResponseMessage> answer = await Task.WhenAny(held);
            held.Remove(answer);
            using HttpResponseMessage response = await answer;
            Assert.Equal("14", Assert.Single(response.Headers.GetValues("grpc-status")));
            Assert.NotEmpty(Assert.Single(response.Headers.GetValues("grpc-status-details-bin")));
            Assert.InRange(server.Host.Composition.Bodies.HeldBytes, 0, BudgetBytes);
        }

        foreach (HalfContent content in contents)
        {
            content.Finish();
        }

        foreach (Task<HttpResponseMessage> answer in held)
        {
            using HttpResponseMessage response = await answer;
            await response.Content.ReadAsByteArrayAsync();
            HttpResponseHeaders headers = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
            Assert.Contains(Assert.Single(headers.GetValues("grpc-status")), (string[])["0", "14"]);
        }

        Assert.Equal(0, server.Host.Composition.Bodies.HeldBytes);
    }

    private static Task<RunningServer> StartAsync() =>
        RunningServer.StartAsync(o => o with { Limits = new Limits { MaxInFlightRequestBytes = BudgetBytes } });

    private static HttpRequestMessage Call(RunningServer server, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        return new HttpRequestMessage(HttpMethod.Post, server.Url("otlp-grpc", "/opentelemetry.proto.collector.trace.v1.TraceService/Export"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
    }

    /// <summary>Sends half of a body at once and the rest when told to.</summary>
    private sealed class HalfContent(byte[] bytes) : HttpContent
    {
        private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Finish() => _rest.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            await _rest.Task;
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }

    private sealed class SlowSender : IDisposable
    {
        private readonly TcpClient _client;

        private SlowSender(Task<string> answer, TcpClient client)
        {
            Answer = answer;
            _client = client;
        }

        /// <summary>Head of the answer.</summary>
        public Task<string> Answer { get; }

        public static async Task<SlowSender> StartAsync(Uri uri)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, uri.Port);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"POST {uri.AbsolutePath} HTTP/1.1\r\nHost: {uri.Authority}\r\nContent-Type: application/x-protobuf\r\nContent-Length: {s_body.Length}\r\n\r\n")));
            await stream.WriteAsync(s_body.AsMemory(0, s_half));
            return new SlowSender(ReadHeadAsync(stream), client);
        }

        public async Task FinishAsync()
        {
            try
            {
                await _client.GetStream().WriteAsync(s_body.AsMemory(s_half));
            }
            catch (IOException)
            {
                // Refused meanwhile and closed: the answer says so.
            }
        }

        public void Dispose() => _client.Dispose();

        private static async Task<string> ReadHeadAsync(Stream stream)
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var head = new StringBuilder();
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                head.Append(line).Append('\n');
            }

            return head.ToString();
        }
    }
}
