using Tta.Model;

namespace Tta.Wire.Tests.Langfuse;

/// <summary>Reports as the readers of Langfuse's protocols make them, drawn by a seed.</summary>
internal sealed class RandomReports(int seed)
{
    private const long BaseNs = 1_767_225_600_000_000_000;

    private static readonly string[] s_texts =
    [
        "", "plain", "\"quoted\" \\ and\nlines\r\n\t", "{\"a\":[1,2.5,{\"b\":null}]}", "[{\"role\":\"user\",\"content\":\"h\u00e9 🚀\"}]", "{ broken", "12", "\u0000\u2028</script>", "null",
    ];

    private readonly Random _random = new(seed);

    public LlmBatch Batch()
    {
        var batch = new LlmBatch();
        for (int i = _random.Next(6); i > 0; i--)
        {
            batch.Traces.Add(Trace());
        }

        for (int i = _random.Next(6); i > 0; i--)
        {
            batch.Observations.Add(Observation());
        }

        for (int i = _random.Next(6); i > 0; i--)
        {
            batch.Scores.Add(Score());
        }

        return batch;
    }

    private LlmTraceChange Trace() => new()
    {
        Id = Id(),
        EventNs = Ns(),
        TimestampNs = MaybeNs(),
        Name = Maybe(),
        UserId = Maybe(),
        SessionId = Maybe(),
        InputJson = Maybe(),
        OutputJson = Maybe(),
        Release = Maybe(),
        Version = Maybe(),
        MetadataJson = MaybeObject(),
        Tags = _random.Next(3) switch { 0 => null, 1 => [], _ => ["a", s_texts[_random.Next(s_texts.Length)]] },
        Public = _random.Next(3) switch { 0 => null, 1 => true, _ => false },
        Environment = MaybeEnvironment(),
    };

    private LlmObservationChange Observation()
    {
        bool hasStart = _random.Next(4) > 0;
        bool hasPrompt = _random.Next(2) == 0;
        return new LlmObservationChange
        {
            Id = Id(),
            TraceId = _random.Next(2) == 0 ? Id() : null,
            EventNs = Ns(),
            Type = (LlmObservationType)_random.Next(hasStart ? 10 : 2),
            Name = Maybe(),
            StartNs = hasStart ? Ns() : null,
            EndNs = MaybeNs(),
            CompletionStartNs = MaybeNs(),
            ParentId = Maybe(),
            Level = _random.Next(2) == 0 ? null : (LlmLevel)_random.Next(4),
            StatusMessage = Maybe(),
            Version = Maybe(),
            Environment = MaybeEnvironment(),
            InputJson = Maybe(),
            OutputJson = Maybe(),
            MetadataJson = MaybeObject(),
            Model = Maybe(),
            ModelParametersJson = MaybeObject(),
            UsageDetails = _random.Next(2) == 0 ? null : new Dictionary<string, long> { ["input"] = _random.Next(), ["x y"] = _random.NextInt64(1L << 52) },
            CostDetails = _random.Next(2) == 0 ? null : new Dictionary<string, decimal> { ["input"] = (decimal)(0.000_001_23 * _random.Next(1_000_000)), ["total"] = _random.Next() },
            PromptName = hasPrompt ? "p" : null,
            PromptVersion = hasPrompt ? _random.Next(100) : null,
        };
    }

    private LlmScoreChange Score()
    {
        var type = (LlmScoreDataType)_random.Next(5);
        bool isNumber = type is LlmScoreDataType.Numeric or LlmScoreDataType.Boolean;
        return new LlmScoreChange
        {
            Id = Id(),
            EventNs = Ns(),
            TimestampNs = Ns(),
            TraceId = Id(),
            ObservationId = _random.Next(2) == 0 ? Id() : null,
            SessionId = type == LlmScoreDataType.Correction ? null : Maybe(),
            DatasetRunId = type == LlmScoreDataType.Correction ? null : Maybe(),
            Name = type == LlmScoreDataType.Correction ? "output" : "name",
            DataType = type,
            Source = (LlmScoreSource)_random.Next(3),
            Number = type == LlmScoreDataType.Boolean ? _random.Next(2) : isNumber ? _random.NextDouble() * Math.Pow(10, _random.Next(-20, 20)) : null,
            Text = isNumber ? null : "text " + s_texts[_random.Next(s_texts.Length)],
            Comment = Maybe(),
            MetadataJson = MaybeObject(),
            AuthorUserId = Maybe(),
            Environment = MaybeEnvironment(),
        };
    }

    private string Id() => _random.Next(3) switch { 0 => Guid.NewGuid().ToString(), 1 => _random.NextInt64().ToString("x16", null), _ => "ids / may be anything \"" };

    // Some times have nanoseconds, some do not.
    private long Ns() => BaseNs + (_random.Next(2) == 0 ? _random.NextInt64(86_400_000_000_000) : _random.NextInt64(86_400_000) * 1_000_000);

    private long? MaybeNs() => _random.Next(2) == 0 ? null : Ns();

    private string? Maybe() => _random.Next(2) == 0 ? null : s_texts[_random.Next(s_texts.Length)];

    private string? MaybeEnvironment() => _random.Next(2) == 0 ? null : "test-1";

    private string? MaybeObject() => _random.Next(2) == 0 ? null : AnyValueJson.ToJson(AnyValue.From(
    [
        new KeyValue("text", AnyValue.From(s_texts[_random.Next(s_texts.Length)])),
        new KeyValue("n", AnyValue.From(_random.NextInt64())),
        new KeyValue("list", AnyValue.From([AnyValue.From(_random.NextDouble()), AnyValue.From(true)])),
    ]));
}
