using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>
/// One search over the parts of the store as they were when it was created (under the lock); it runs without the lock. Spans that
/// pass the cheap conditions are taken latest first from a heap, so that tags are checked for as few spans as the limit allows.
/// </summary>
internal sealed class TraceSearcher(TraceSearch search)
{
    private const int CancellationStride = 1024;

    private readonly List<PartView> _parts = [];
    private readonly PriorityQueue<Candidate, long> _candidates = new();
    private readonly TagMatcher _tags = new(search.Tags);

    public List<string> Warnings { get; } = [];

    public bool Truncated { get; private set; }

    /// <summary>Under the lock.</summary>
    public void Add(TracePart part)
    {
        bool[]? wanted = WantedOperations(part.Operations);
        if (wanted is null || Array.IndexOf(wanted, true) >= 0)
        {
            _parts.Add(new PartView(part.Columns, part.CopyScopes(), wanted));
        }
    }

    /// <summary>Ids of the traces found, by latest matching span, latest first.</summary>
    public List<TraceId> Run(int limit, CancellationToken cancellationToken)
    {
        _candidates.EnqueueRange(Candidates(cancellationToken)); // Builds the heap in linear time.
        var found = new List<TraceId>();
        var known = new HashSet<TraceId>(TraceIdComparer.Instance);
        for (int checkedCount = 0; _candidates.TryDequeue(out Candidate candidate, out _); checkedCount++)
        {
            if (checkedCount % CancellationStride == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            PartView part = _parts[candidate.Part];
            TraceId traceId = part.Columns.TraceIds[candidate.Row];
            if (known.Contains(traceId) || !MatchesTags(part, candidate.Row))
            {
                continue;
            }

            if (found.Count == limit)
            {
                Truncated = true;
                break;
            }

            known.Add(traceId);
            found.Add(traceId);
        }

        return found;
    }

    private IEnumerable<(Candidate Candidate, long Order)> Candidates(CancellationToken cancellationToken)
    {
        for (int p = 0; p < _parts.Count; p++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PartView part = _parts[p];
            for (int row = 0; row < part.Columns.Count; row++)
            {
                if (MatchesCheaply(part, row))
                {
                    yield return (new Candidate(p, row), -part.Columns.StartNs[row]);
                }
            }
        }
    }

    private bool MatchesCheaply(in PartView part, int row)
    {
        long startNs = part.Columns.StartNs[row];
        long durationNs = part.Columns.DurationNs[row];
        return (part.Wanted is null || part.Wanted[part.Columns.Operations[row]])
            && (search.StartMinNs is not { } startMin || startNs >= startMin)
            && (search.StartMaxNs is not { } startMax || startNs <= startMax)
            && (search.DurationMinNs is not { } durationMin || durationNs >= durationMin)
            && (search.DurationMaxNs is not { } durationMax || durationNs <= durationMax)
            && (!search.ErrorsOnly || part.Columns.Statuses[row] == (byte)SpanStatusCode.Error);
    }

    private bool MatchesTags(in PartView part, int row)
    {
        if (search.Tags.Count == 0)
        {
            return true;
        }

        try
        {
            return _tags.Matches(new StoredSpan(part.Columns.Messages[row], part.Scopes[part.Columns.Scopes[row]]));
        }
        catch (InvalidDataException e)
        {
            Warnings.Add($"a span of trace {part.Columns.TraceIds[row]} cannot be read and was skipped: {e.Message}");
            return false;
        }
    }

    private bool[]? WantedOperations(IReadOnlyList<StoredOperation> operations)
    {
        bool anyService = string.IsNullOrEmpty(search.ServiceName);
        bool anyName = string.IsNullOrEmpty(search.OperationName);
        if (anyService && anyName)
        {
            return null;
        }

        var wanted = new bool[operations.Count];
        for (int i = 0; i < wanted.Length; i++)
        {
            wanted[i] = (anyService || string.Equals(operations[i].Service, search.ServiceName, StringComparison.Ordinal))
                && (anyName || string.Equals(operations[i].Name, search.OperationName, StringComparison.Ordinal));
        }

        return wanted;
    }

    private readonly record struct Candidate(int Part, int Row);

    private readonly record struct PartView(SpanColumns Columns, StoredScope[] Scopes, bool[]? Wanted);
}
