using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Tta.Model;

namespace Tta.Server.Ingest;

/// <summary>
/// The body of a request in one piece of pooled memory that is counted while it grows, or the reason why it was not taken. The receiver
/// disposes it when nothing of it is needed any more. Not thread-safe.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private const int MinBytes = 4096;

    private readonly BodyBudget _budget;
    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private long _heldBytes;

    private RequestBody(BodyBudget budget) => _budget = budget;

    /// <summary>Why there is none.</summary>
    public BodyProblem Problem { get; private set; }

    /// <summary>What a sender is told that has to come again.</summary>
    public string NoRoom => _budget.Exhausted;

    /// <summary>The whole body; empty when there is a problem.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Reads a body to its end or until it has a problem.</summary>
    /// <param name="context">The request; its features name the budget.</param>
    /// <param name="maxBytes">Most that the body may have.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public static ValueTask<RequestBody> ReadAsync(HttpContext context, int maxBytes, CancellationToken cancellationToken) => ReadAsync(
        context.Request.BodyReader, context.Request.ContentLength, maxBytes, context.Features.GetRequiredFeature<BodyBudget>(), cancellationToken);

    /// <summary>Reads a body to its end or until it has a problem.</summary>
    public static async ValueTask<RequestBody> ReadAsync(
        PipeReader reader, long? contentLength, int maxBytes, BodyBudget budget, CancellationToken cancellationToken)
    {
        var body = new RequestBody(budget);
        if (contentLength > maxBytes)
        {
            return body.Without(BodyProblem.TooLarge);
        }

        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(cancellationToken);
                BodyProblem problem = body._end + read.Buffer.Length > maxBytes ? BodyProblem.TooLarge
                    : body.TryAppend(read.Buffer, contentLength) ? BodyProblem.None
                    : BodyProblem.NoRoom;
                reader.AdvanceTo(read.Buffer.End);
                if (problem != BodyProblem.None)
                {
                    return body.Without(problem);
                }

                if (read.IsCompleted)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Reads the body of a request that keeps no data of the bulk protocols, where a problem needs no answer of a protocol.</summary>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    /// <exception cref="StoreUnavailableException">Other bodies hold the memory.</exception>
    public static async ValueTask<RequestBody> ReadWholeAsync(HttpContext context, int maxBytes, string limit)
    {
        RequestBody body = await ReadAsync(context, maxBytes, context.RequestAborted);
        return body.Problem switch
        {
            BodyProblem.TooLarge => throw new BadHttpRequestException(
                $"the body is larger than {maxBytes} bytes; raise limits.{limit}", StatusCodes.Status413PayloadTooLarge),
            BodyProblem.NoRoom => throw new StoreUnavailableException(body.NoRoom),
            _ => body,
        };
    }

    /// <summary>Leaves out the beginning: it frames what counts.</summary>
    public void Skip(int count) => _start += count;

    /// <summary>Counts memory that was made of the body as held until the end of it; false when that does not fit now.</summary>
    public bool TryHold(int moreBytes)
    {
        if (!_budget.TryTake(_heldBytes, moreBytes))
        {
            return false;
        }

        _heldBytes += moreBytes;
        return true;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _start = _end = 0;
        _budget.Return(_heldBytes);
        _heldBytes = 0;
    }

    private RequestBody Without(BodyProblem problem)
    {
        Dispose();
        Problem = problem;
        return this;
    }

    private bool TryAppend(in ReadOnlySequence<byte> part, long? contentLength)
    {
        int needed = _end + (int)part.Length;
        if (needed > _bytes.Length && !TryGrow(needed, contentLength))
        {
            return false;
        }

        part.CopyTo(_bytes.AsSpan(_end));
        _end = needed;
        return true;
    }

    // A sender may announce more than it sends: memory follows what has arrived.
    private bool TryGrow(int needed, long? contentLength)
    {
        long wanted = Math.Max(MinBytes, Math.Max(needed, Math.Min(contentLength ?? long.MaxValue, needed * 2L)));
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, wanted));
        if (!TryHold(larger.Length - _bytes.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        _bytes.AsSpan(0, _end).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
        return true;
    }
}
