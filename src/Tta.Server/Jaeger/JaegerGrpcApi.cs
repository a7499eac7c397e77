// Spec: jaeger-idl, api_v2/query.proto and api_v3/query_service.proto, as Jaeger 2.20 answers them. Differences: no structured filters.
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tta.Model;
using Tta.Server.Grpc;
using Tta.Server.Hosting;
using Tta.Server.Traces;
using Tta.Wire.Otlp;
using Tta.Wire.Protobuf;

namespace Tta.Server.Jaeger;

/// <summary>Jaeger's query services over gRPC, both versions. Traces come as a stream, one after the other.</summary>
internal sealed class JaegerGrpcApi(ITraceSource source, ServiceCalls calls, TraceArchive archive, Limits limits, TimeProvider time) : Api
{
    private const string Version2 = "jaeger.api_v2.QueryService";
    private const string Version3 = "jaeger.api_v3.QueryService";
    private const int SpansPerMessage = 10;

    public override string Name => "jaeger-grpc";

    public override int DefaultPort => 16685;

    public override string? UiPrefix => null;

    public override HttpProtocols Protocols => HttpProtocols.Http2;

    public override void Map(IEndpointRouteBuilder routes)
    {
        foreach (string service in (string[])[Version2, Version3])
        {
            bool isThird = service == Version3;
            MapCall(routes, service, "GetTrace", call => TraceAsync(call, isThird));
            MapCall(routes, service, "FindTraces", call => FindAsync(call, isThird));
            MapCall(routes, service, "GetServices", ServicesAsync);
            MapCall(routes, service, "GetOperations", call => OperationsAsync(call, isThird));
            MapCall(routes, service, "GetDependencies", DependenciesAsync);
        }

        MapCall(routes, Version2, "ArchiveTrace", ArchiveAsync);
        MapCall(routes, Version3, "FindTraceSummaries", SummariesAsync);
        MapCall(routes, "grpc.health.v1.Health", "Check", static call => call.SendAsync(static message => new ProtoWriter(message).Varint(1, 1)));
        routes.MapPost("/{service}/{method}", static context => GrpcAnswer.FailAsync(
            context, GrpcStatus.Unimplemented, $"{context.Request.Path} is not served here; {Version2} and {Version3} are"));
    }

    private void MapCall(IEndpointRouteBuilder routes, string service, string method, Func<GrpcCall, Task> handle) =>
        routes.MapPost($"/{service}/{method}", context => GrpcCall.RunAsync(context, limits, time, handle));

    private async Task TraceAsync(GrpcCall call, bool isThird)
    {
        (TraceId id, bool raw) = JaegerGrpcQuery.ReadTrace(call.Message, idIsText: isThird);
        await SendTraceAsync(call, await ReadTraceAsync(call, id), raw, isThird);
    }

    private async Task FindAsync(GrpcCall call, bool isThird)
    {
        (TraceSearch search, bool raw) = JaegerGrpcQuery.ReadSearch(call.Message, needsRange: isThird, limits);
        foreach (Trace trace in (await source.FindTracesAsync(search, call.CancellationToken)).Value)
        {
            await SendTraceAsync(call, trace, raw, isThird);
        }
    }

    private async Task SummariesAsync(GrpcCall call)
    {
        (TraceSearch search, _) = JaegerGrpcQuery.ReadSearch(call.Message, needsRange: true, limits);
        foreach (Trace trace in (await source.FindTracesAsync(search, call.CancellationToken)).Value)
        {
            await call.SendAsync(message =>
            {
                var writer = new ProtoWriter(message);
                int start = writer.Begin(1);
                JaegerV3Summary.Write(writer, TraceSummary.Of(trace));
                writer.End(start);
            });
        }
    }

    private async Task ArchiveAsync(GrpcCall call)
    {
        (TraceId id, _) = JaegerGrpcQuery.ReadTrace(call.Message, idIsText: false);
        archive.Keep(await ReadTraceAsync(call, id));
        await call.SendAsync(static _ => { });
    }

    private async Task ServicesAsync(GrpcCall call)
    {
        IReadOnlyList<string> services = await source.ServicesAsync(call.CancellationToken);
        await call.SendAsync(message =>
        {
            foreach (string service in services)
            {
                new ProtoWriter(message).Text(1, service);
            }
        });
    }

    // Version 2 begins with the names alone, for older clients.
    private async Task OperationsAsync(GrpcCall call, bool isThird)
    {
        (string service, SpanKind? kind) = JaegerGrpcQuery.ReadOperations(call.Message);
        IReadOnlyList<TraceOperation> operations = await source.OperationsAsync(service, kind, call.CancellationToken);
        await call.SendAsync(message =>
        {
            var writer = new ProtoWriter(message);
            foreach (string name in isThird ? [] : operations.Select(static operation => operation.Name).Distinct())
            {
                writer.Text(1, name);
            }

            foreach (TraceOperation operation in operations)
            {
                int start = writer.Begin(isThird ? 1 : 2);
                writer.Text(1, operation.Name);
                writer.Text(2, JaegerTags.KindOf(operation.Kind));
                writer.End(start);
            }
        });
    }

    private async Task DependenciesAsync(GrpcCall call)
    {
        (long startNs, long endNs) = JaegerGrpcQuery.ReadWindow(call.Message);
        IReadOnlyDictionary<(string Parent, string Child), long> counts = await calls.CountAsync(startNs, endNs, call.CancellationToken);
        await call.SendAsync(message =>
        {
            var writer = new ProtoWriter(message);
            foreach (((string parent, string child), long count) in counts)
            {
                int start = writer.Begin(1);
                writer.Text(1, parent);
                writer.Text(2, child);
                writer.Varint(3, (ulong)count);
                writer.End(start);
            }
        });
    }

    private async Task<Trace> ReadTraceAsync(GrpcCall call, TraceId id) =>
        await source.GetTraceAsync(id, call.CancellationToken) ?? throw new GrpcException(GrpcStatus.NotFound, "trace not found");

    private static async Task SendTraceAsync(GrpcCall call, Trace stored, bool raw, bool isThird)
    {
        Trace trace = raw ? stored : TraceAdjuster.Adjust(stored);
        if (isThird)
        {
            await call.SendAsync(message => OtlpProtobuf.WriteResourceSpans(message, trace.Spans));
            return;
        }

        foreach (Span[] spans in trace.Spans.Chunk(SpansPerMessage))
        {
            await call.SendAsync(message =>
            {
                foreach (Span span in spans)
                {
                    JaegerProtobuf.WriteSpan(new ProtoWriter(message), 1, span);
                }
            });
        }
    }
}
