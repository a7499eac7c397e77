using System.Buffers;
using Tta.Model;
using Tta.Server.Redaction;
using Tta.Wire;
using Tta.Wire.Compression;

namespace Tta.Server.Ingest;

/// <summary>
/// What every way in has in common: refusal of bodies that were not taken, decompression within limits, a pooled batch, the answer when a store is
/// not available, counting. Thread-safe.
/// </summary>
internal sealed class Intake(Limits limits, IngestMeter meter, IntakeRedactor? redactor = null)
{
    /// <summary>Decodes a body into an empty batch.</summary>
    public delegate DecodeResult Decoder<in TBatch>(ReadOnlySpan<byte> body, TBatch into);

    public Limits Limits => limits;

    public IngestMeter Meter => meter;

    /// <summary>Decompresses, decodes and stores a body.</summary>
    /// <param name="origin">What it is and how it came.</param>
    /// <param name="contentEncoding">Compression; "" or "identity" for none.</param>
    /// <param name="body">The body as received; the caller disposes it.</param>
    /// <param name="pool">Where the batch comes from.</param>
    /// <param name="decode">Fills the batch.</param>
    /// <param name="append">Stores the batch.</param>
    /// <param name="cancellationToken">Ends the work before it is stored.</param>
    public async ValueTask<IngestResult> ReceiveAsync<TBatch>(
        IngestOrigin origin, string contentEncoding, RequestBody body, BatchPool<TBatch> pool, Decoder<TBatch> decode,
        Func<TBatch, CancellationToken, ValueTask<AppendResult>> append, CancellationToken cancellationToken)
        where TBatch : class, new()
    {
        if (body.Problem != BodyProblem.None)
        {
            return body.Problem == BodyProblem.TooLarge ? TooLarge(origin) : NoRoom(body);
        }

        TBatch batch = pool.Rent();
        try
        {
            return !TryDecode(contentEncoding, body, batch, decode, out DecodeResult decoded) ? NoRoom(body)
                : decoded.Error.IsError ? Refuse(origin, decoded.Error)
                : Stored(origin, decoded, await append(batch, cancellationToken));
        }
        catch (StoreUnavailableException e)
        {
            return new IngestResult(IngestStatus.Unavailable, Message: e.Message);
        }
        finally
        {
            pool.Return(batch);
        }
    }

    /// <summary>Refuses a whole body.</summary>
    public IngestResult Refuse(IngestOrigin origin, in WireError error)
    {
        meter.Rejected(origin.Signal, origin.Protocol, error.Reason, 1, error.ToString());
        IngestStatus status = error.Reason switch
        {
            RejectReason.TooLarge => IngestStatus.TooLarge,
            RejectReason.Unsupported => IngestStatus.UnsupportedEncoding,
            _ => IngestStatus.BadData,
        };
        return new IngestResult(status, Message: Plain(error.ToString()));
    }

    /// <summary>What a sender is told, without the secrets it may quote.</summary>
    public string Plain(string message) => redactor?.Text(message) ?? message;

    private IngestResult TooLarge(IngestOrigin origin) => Refuse(origin, new WireError(
        RejectReason.TooLarge, -1, $"the request body is larger than {limits.MaxRequestBytes} bytes (limits.max_request_bytes)"));

    private static IngestResult NoRoom(RequestBody body) => new(IngestStatus.Unavailable, Message: body.NoRoom);

    // False when the decompressed body does not fit beside what others hold.
    private bool TryDecode<TBatch>(string contentEncoding, RequestBody body, TBatch batch, Decoder<TBatch> decode, out DecodeResult decoded)
    {
        if (contentEncoding is "" or "identity")
        {
            decoded = decode(body.Memory.Span, batch);
            return true;
        }

        if (!ContentDecoder.TryDecompress(
            contentEncoding, new ReadOnlySequence<byte>(body.Memory), limits, out PooledBytes? plain, out WireError error))
        {
            decoded = DecodeResult.Failed(error);
            return true;
        }

        using (plain)
        {
            // The batch takes about as much, and has to wait for its turn.
            bool fits = body.TryHold(plain.Length);
            decoded = fits ? decode(plain.Memory.Span, batch) : default;
            return fits;
        }
    }

    // Joins what the decoder and the store refused into one answer.
    private IngestResult Stored(IngestOrigin origin, in DecodeResult decoded, in AppendResult appended)
    {
        meter.Rejected(origin.Signal, origin.Protocol, decoded.FirstRejection.Reason, decoded.RejectedCount, decoded.FirstRejection.Message);
        meter.Add(origin.Signal, origin.Protocol, appended);
        long rejected = (long)decoded.RejectedCount + appended.RejectedCount;
        string? message = decoded.RejectedCount > 0 ? decoded.FirstRejection.ToString() : appended.Message;
        return new IngestResult(IngestStatus.Ok, rejected, rejected == 0 ? null : $"{rejected} refused; the first: {Plain(message ?? "")}");
    }
}
