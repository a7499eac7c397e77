using Tta.Model;
using Tta.Storage.Llm;
using Tta.Storage.Llm.Queries;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm;

/// <summary>Queries over columns give what the plain loop over complete items gives, for many questions over random data.</summary>
public sealed class LlmQueryModelTests
{
    private static readonly Listing<LlmObservation> s_observations = new(LlmView.Observations, static o => $"{o.Id} {o.TraceId}", ItemFields.Text, ItemFields.Number, static o => o.Tags);
    private static readonly Listing<LlmTrace> s_traces = new(LlmView.Traces, static t => t.Id, ItemFields.Text, ItemFields.Number, static t => t.Tags);

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Observations_EveryCondition_FindsWhatALoopFinds(int seed)
    {
        await using LlmStore store = await LlmRandom.StoreAsync(seed, 400);
        IReadOnlyList<LlmObservation> all = (await store.ObservationsAsync(new LlmQuery { Limit = 0, Content = LlmContent.All }, default)).Value.Items;
        Assert.True(all.Count > 50);
        foreach (LlmCondition condition in Conditions(all.Select(o => (Func<LlmField, string?>)(f => ItemFields.Text(o, f, "k"))), LlmView.Observations))
        {
            var query = new LlmQuery { Conditions = [condition], Limit = 7, Skip = seed };
            LlmPage<LlmObservation> expected = s_observations.Page(all, query);
            LlmPage<LlmObservation> actual = (await store.ObservationsAsync(query, default)).Value;
            Assert.True(
                expected.TotalCount == actual.TotalCount && expected.Items.Select(Key).SequenceEqual(actual.Items.Select(Key)) && expected.Next == actual.Next,
                $"{condition}: expected {expected.TotalCount}, got {actual.TotalCount}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Observations_EveryOrder_SortsAsALoopDoes(int seed)
    {
        await using LlmStore store = await LlmRandom.StoreAsync(seed, 300);
        IReadOnlyList<LlmObservation> all = (await store.ObservationsAsync(new LlmQuery { Limit = 0, Content = LlmContent.All }, default)).Value.Items;
        foreach (LlmField field in Enum.GetValues<LlmField>().Where(f => IsOfObservation(f) && !FieldTable.IsOnDisk(f) && f is not (LlmField.Tags or LlmField.Count)))
        {
            var query = new LlmQuery { OrderBy = field, Descending = seed % 2 == 0, Limit = 40 };
            Assert.Equal(s_observations.Page(all, query).Items.Select(Key), (await store.ObservationsAsync(query, default)).Value.Items.Select(Key));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Traces_EveryCondition_FindsWhatALoopFinds(int seed)
    {
        await using LlmStore store = await LlmRandom.StoreAsync(seed, 400);
        IReadOnlyList<LlmTrace> all = (await store.TracesAsync(new LlmQuery { Limit = 0, Content = LlmContent.All }, default)).Value.Items;
        foreach (LlmCondition condition in Conditions(all.Select(t => (Func<LlmField, string?>)(f => ItemFields.Text(t, f, "k"))), LlmView.Traces))
        {
            var query = new LlmQuery { Conditions = [condition], Limit = 5 };
            LlmPage<LlmTrace> expected = s_traces.Page(all, query);
            LlmPage<LlmTrace> actual = (await store.TracesAsync(query, default)).Value;
            Assert.True(expected.TotalCount == actual.TotalCount && expected.Items.Select(t => t.Id).SequenceEqual(actual.Items.Select(t => t.Id)), condition.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Aggregations_SumAsALoopDoes(int seed)
    {
        await using LlmStore store = await LlmRandom.StoreAsync(seed, 500);
        IReadOnlyList<LlmObservation> all = (await store.ObservationsAsync(new LlmQuery { Limit = 0, Content = LlmContent.All }, default)).Value.Items;
        LlmField[] numbers = [.. Enum.GetValues<LlmField>().Where(f => IsOfObservation(f) && FieldTable.KindOf(f) == FieldKind.Number)];
        LlmField[] texts = [.. Enum.GetValues<LlmField>().Where(f => IsOfObservation(f) && FieldTable.KindOf(f) != FieldKind.Number && !FieldTable.IsOnDisk(f))];
        var random = new Random(seed);
        foreach (LlmFunction function in Enum.GetValues<LlmFunction>())
        {
            var question = new LlmAggregation
            {
                Dimensions = random.GetItems(texts, random.Next(3)).Distinct().ToArray(),
                Bucket = (LlmBucket)random.Next(6),
                Measures = [.. numbers.Select(field => new LlmMeasure(field, function))],
                HistogramBins = 4,
            };
            IReadOnlyList<LlmGroup> expected = Grouping.Of(
                all, question, static (o, f) => f == LlmField.Tags ? string.Join(',', o.Tags) : ItemFields.Text(o, f), ItemFields.Number);
            IReadOnlyList<LlmGroup> actual = (await store.AggregateAsync(question, default)).Value;
            Assert.Equal(string.Join('\n', Sorted(expected, question)), string.Join('\n', Sorted(actual, question)));
        }
    }

    [Fact]
    public async Task Cursor_WalksOverEverythingOnce_AlsoWhereTimesAreEqual()
    {
        await using LlmStore store = await LlmRandom.StoreAsync(9, 300);
        var seen = new List<string>();
        LlmCursor? cursor = null;
        do
        {
            LlmPage<LlmObservation> page = (await store.ObservationsAsync(new LlmQuery { After = cursor, Limit = 17 }, default)).Value;
            seen.AddRange(page.Items.Select(Key));
            cursor = page.Next;
        }
        while (cursor is not null);
        IReadOnlyList<LlmObservation> all = (await store.ObservationsAsync(new LlmQuery { Limit = 0 }, default)).Value.Items;
        Assert.Equal(all.Select(Key), seen);
    }

    [Fact]
    public async Task ABadQuestion_IsRefusedWithItsReason()
    {
        await using LlmStore store = LlmStore.Open(TestStore.Options(new FaultyFileSystem(), new ManualTimeProvider(TestStore.Start)));
        foreach (LlmCondition condition in (LlmCondition[])
            [
                new(LlmField.ScoreValue, LlmOperator.Equal), new(LlmField.Model, LlmOperator.Greater), new(LlmField.TotalCost, LlmOperator.Contains),
                new(LlmField.Metadata, LlmOperator.Equal) { Texts = ["x"] }, new(LlmField.Model, LlmOperator.Equal),
            ])
        {
            ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(async () => await store.ObservationsAsync(new LlmQuery { Conditions = [condition] }, default));
            Assert.Contains(condition.Field.ToString(), e.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    // Two fields of the trace are not shown on the observation, so a loop over observations does not see them.
    private static bool IsOfObservation(LlmField field) =>
        FieldTable.Has(LlmView.Observations, field) && field is not (LlmField.TraceVersion or LlmField.TraceEnvironment or LlmField.ScoreCount or LlmField.Month);

    private static string Key(LlmObservation o) => $"{o.TraceId}/{o.Id}";

    private static List<string> Sorted(IReadOnlyList<LlmGroup> groups, LlmAggregation question)
    {
        var lines = new List<string>();
        foreach (LlmGroup group in groups)
        {
            lines.Add($"{group.BucketNs} {string.Join('|', group.Keys.Select(k => k ?? "-"))}: " + string.Join(' ', group.Values.Select((v, i) => Text(v, question.Measures[i]))));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    // Rates are kept to six digits, and means of them to fewer.
    private static string Text(LlmValue value, LlmMeasure measure) => value.Bins is { } bins
        ? string.Join(',', bins.Select(b => b.Count))
        : measure.Field is LlmField.TokensPerSecond or LlmField.OutputTokensPerSecond
            ? value.Number is { } rate ? ((double)rate).ToString("G6", null) : "-"
            : value.Number is { } number ? Math.Round(number, 9).ToString("0.#########", null) : "-";

    private static IEnumerable<LlmCondition> Conditions(IEnumerable<Func<LlmField, string?>> items, LlmView view)
    {
        Func<LlmField, string?>[] sample = [.. items.Take(5)];
        foreach (LlmField field in Enum.GetValues<LlmField>().Where(f => (view == LlmView.Observations ? IsOfObservation(f) : FieldTable.Has(view, f)) && f != LlmField.Count))
        {
            string? key = field == LlmField.Metadata ? "k" : null;
            string[] texts = [.. sample.Select(item => item(field) ?? "nothing"), "absent"];
            switch (FieldTable.KindOf(field))
            {
                case FieldKind.Number:
                    foreach (LlmOperator op in (LlmOperator[])[LlmOperator.Equal, LlmOperator.NotEqual, LlmOperator.Greater, LlmOperator.GreaterOrEqual, LlmOperator.Less, LlmOperator.LessOrEqual])
                    {
                        foreach (decimal bound in (decimal[])[0, 10, 0.5m, 0.0003m, 1500.25m])
                        {
                            yield return LlmCondition.Than(field, op, bound);
                        }
                    }

                    break;
                case FieldKind.Texts:
                    yield return LlmCondition.AnyOf(field, "a", "b");
                    yield return new LlmCondition(field, LlmOperator.AllOf) { Texts = ["a", "b"] };
                    yield return new LlmCondition(field, LlmOperator.NoneOf) { Texts = ["a"] };
                    break;
                default:
                    foreach (LlmOperator op in (LlmOperator[])
                        [LlmOperator.Equal, LlmOperator.NotEqual, LlmOperator.Contains, LlmOperator.NotContains, LlmOperator.StartsWith, LlmOperator.EndsWith])
                    {
                        yield return new LlmCondition(field, op) { Texts = [texts[0]], Key = key };
                        yield return new LlmCondition(field, op) { Texts = [texts[1].Length > 2 ? texts[1][1..^1] : texts[1]], Key = key };
                    }

                    yield return new LlmCondition(field, LlmOperator.AnyOf) { Texts = texts, Key = key };
                    yield return new LlmCondition(field, LlmOperator.NoneOf) { Texts = texts[..2], Key = key };
                    break;
            }

            yield return new LlmCondition(field, LlmOperator.IsNull) { Key = key };
            yield return new LlmCondition(field, LlmOperator.IsNotNull) { Key = key };
        }
    }
}
