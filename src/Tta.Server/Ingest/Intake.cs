using System.Buffers;
using Tta.Model;
using Tta.Wire;
using Tta.Wire.Compression;

namespace Tta.Server.Ingest;

/// <summary>
/// What every way in has in common: the budget for memory, decompression within limits, the answer when a store is not available,
/// counting. Thread-safe.
/// </summary>
internal sealed class Intake(Limits limits, IngestMeter meter)
{
    private readonly IngestGate _gate = new(limits.MaxInFlightRequestBytes);

    public Limits Limits => limits;

    public IngestMeter Meter => meter;

    /// <summary>Decompresses a body and stores it with the given function.</summary>
    public async ValueTask<IngestResult> ReceiveAsync<TState>(
        IngestSignal signal, string protocol, string contentEncoding, ReadOnlyMemory<byte> body, TState state,
        Func<ReadOnlyMemory<byte>, TState, CancellationToken, ValueTask<IngestResult>> store, CancellationToken cancellationToken)
    {
        if (!_gate.TryEnter(body.Length))
        {
            return new IngestResult(IngestStatus.Unavailable, Message:
                $"more than {limits.MaxInFlightRequestBytes} bytes of requests are in work (limits.max_in_flight_request_bytes); try again later");
        }

        try
        {
            if (contentEncoding is "" or "identity")
            {
                return await store(body, state, cancellationToken);
            }

            if (!ContentDecoder.TryDecompress(contentEncoding, new ReadOnlySequence<byte>(body), limits, out PooledBytes? plain, out WireError error))
            {
                return Refuse(signal, protocol, error);
            }

            using PooledBytes owned = plain;
            return await store(plain.Memory, state, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            return new IngestResult(IngestStatus.Unavailable, Message: e.Message);
        }
        finally
        {
            _gate.Leave(body.Length);
        }
    }

    /// <summary>Refuses a whole body.</summary>
    public IngestResult Refuse(IngestSignal signal, string protocol, in WireError error)
    {
        meter.Rejected(signal, protocol, error.Reason, 1, error.ToString());
        IngestStatus status = error.Reason switch
        {
            RejectReason.TooLarge => IngestStatus.TooLarge,
            RejectReason.Unsupported => IngestStatus.UnsupportedEncoding,
            _ => IngestStatus.BadData,
        };
        return new IngestResult(status, Message: error.ToString());
    }

    public IngestResult TooLarge(IngestSignal signal, string protocol) => Refuse(signal, protocol, new WireError(
        RejectReason.TooLarge, -1, $"the request body is larger than {limits.MaxRequestBytes} bytes (limits.max_request_bytes)"));

    /// <summary>Joins what a decoder and a store refused into one answer, and counts.</summary>
    public IngestResult Stored(IngestSignal signal, string protocol, in DecodeResult decoded, in AppendResult appended)
    {
        meter.Rejected(signal, protocol, decoded.FirstRejection.Reason, decoded.RejectedCount, decoded.FirstRejection.Message);
        meter.Add(signal, protocol, appended);
        long rejected = (long)decoded.RejectedCount + appended.RejectedCount;
        string? message = decoded.RejectedCount > 0 ? decoded.FirstRejection.ToString() : appended.Message;
        return new IngestResult(IngestStatus.Ok, rejected, rejected == 0 ? null : $"{rejected} refused; the first: {message}");
    }
}
