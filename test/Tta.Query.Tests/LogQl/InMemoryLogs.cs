using System.Runtime.CompilerServices;
using System.Text;
using Tta.Model;

namespace Tta.Query.Tests.LogQl;

/// <summary>A log source that keeps all entries in lists; hands them out in chunks of a few entries.</summary>
internal sealed class InMemoryLogs : ILogSource
{
    private const int ChunkLength = 3;

    private readonly Dictionary<Labels, List<LogEntry>> _streams = [];

    public int EntriesHandedOut { get; private set; }

    public void Add(Labels stream, long timeNs, string line, Labels? metadata = null)
    {
        if (!_streams.TryGetValue(stream, out List<LogEntry>? entries))
        {
            _streams.Add(stream, entries = []);
        }

        var arena = new ByteArena();
        ByteSlice encoded = EncodedLabels.Write(arena, metadata ?? Labels.Empty);
        entries.Add(new LogEntry(timeNs, Encoding.UTF8.GetBytes(line), arena.Get(encoded).ToArray()));
    }

    public void Clear() => _streams.Clear();

    public async IAsyncEnumerable<LogChunk> ReadAsync(
        LogSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach ((Labels labels, List<LogEntry> entries) in _streams)
        {
            if (!selection.Matchers.All(m => m.Matches(labels)))
            {
                continue;
            }

            IEnumerable<LogEntry> found = entries.Where(e => e.TimeNs >= selection.StartNs && e.TimeNs < selection.EndNs);
            found = selection.Backward ? found.OrderByDescending(e => e.TimeNs) : found.OrderBy(e => e.TimeNs);
            foreach (LogEntry[] chunk in found.Chunk(ChunkLength))
            {
                cancellationToken.ThrowIfCancellationRequested();
                EntriesHandedOut += chunk.Length;
                yield return new LogChunk(labels, chunk);
            }
        }
    }

    public ValueTask<Answer<IReadOnlyList<Labels>>> StreamsAsync(
        IReadOnlyList<IReadOnlyList<LabelMatcher>> matcherSets, long startNs, long endNs, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
