// Spec: Langfuse public API 4.16: /v2/metrics, and /metrics of the generation before (which has the view "traces" too).
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Answers metrics queries.</summary>
internal sealed class MetricRoutes(ILlmSource source)
{
    private const string TimeColumn = "time_dimension";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/v2/metrics", context => LangfuseError.RunAsync(context, c => AnswerAsync(c, null)));
        routes.MapGet("/api/public/metrics", context => LangfuseError.RunAsync(context, c => AnswerAsync(c, Deprecation.Metrics)));
    }

    private async Task AnswerAsync(HttpContext context, Deprecation? deprecation)
    {
        ReadParameters parameters = await ReadParameters.ReadAsync(context);
        MetricQuery query = MetricQuery.Parse(parameters["query"], allowsTraces: deprecation is not null);
        var rows = new List<LlmGroup>((await source.AggregateAsync(query.Aggregation, context.RequestAborted)).Value);
        Sort(rows, query);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            LangfuseWriter.WriteData(writer, rows.Count > query.RowLimit ? rows[..query.RowLimit] : rows, (w, row) => Write(w, row, query));
            deprecation?.Write(writer);
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, LlmGroup row, MetricQuery query)
    {
        if (query.Aggregation.Bucket != LlmBucket.None)
        {
            writer.WriteString(TimeColumn, Times.Format(row.BucketNs));
        }

        for (int i = 0; i < query.Dimensions.Count; i++)
        {
            writer.WriteString(query.Dimensions[i], row.Keys[i]);
        }

        for (int i = 0; i < query.Measures.Count; i++)
        {
            writer.WritePropertyName(query.Measures[i]);
            WriteValue(writer, row.Values[i]);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, LlmValue value)
    {
        if (value.Bins is { } bins)
        {
            writer.WriteStartArray();
            foreach (LlmBin bin in bins)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(bin.Lower);
                writer.WriteNumberValue(bin.Upper);
                writer.WriteNumberValue(bin.Count);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }
        else if (value.Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    // As asked; else by time, and within it by the first measure, the greatest first. Keys make the order the same every time.
    private static void Sort(List<LlmGroup> rows, MetricQuery query)
    {
        var order = new List<(string Field, bool Descending)>(query.Order);
        if (order.Count == 0)
        {
            order.AddRange([(TimeColumn, false), (query.Measures[0], true)]);
        }

        var compare = new List<Comparison<LlmGroup>>();
        foreach ((string field, bool descending) in order)
        {
            int sign = descending ? -1 : 1;
            Comparison<LlmGroup> by = By(field, query);
            compare.Add((a, b) => sign * by(a, b));
        }

        compare.Add((a, b) => string.CompareOrdinal(string.Join('\n', a.Keys), string.Join('\n', b.Keys)));
        rows.Sort((a, b) =>
        {
            foreach (Comparison<LlmGroup> each in compare)
            {
                if (each(a, b) is not 0 and var result)
                {
                    return result;
                }
            }

            return 0;
        });
    }

    private static Comparison<LlmGroup> By(string field, MetricQuery query)
    {
        if (field is TimeColumn or "timeDimension")
        {
            return (a, b) => a.BucketNs.CompareTo(b.BucketNs);
        }

        int dimension = query.Dimensions.ToList().IndexOf(field);
        if (dimension >= 0)
        {
            return (a, b) => string.CompareOrdinal(a.Keys[dimension], b.Keys[dimension]);
        }

        int measure = query.Measures.ToList().IndexOf(field);
        return measure >= 0
            ? (a, b) => Nullable.Compare(a.Values[measure].Number, b.Values[measure].Number)
            : throw new ParameterException($"orderBy: \"{field}\" is neither a dimension nor a measure (such as sum_totalCost) of this query");
    }
}
