namespace Tta.Query.LogQl;

/// <summary>Which range aggregations may be grouped, and which need or refuse an unwrapped label.</summary>
internal static class RangeAggregations
{
    public static void Check(string op, bool isUnwrapped, bool isGrouped)
    {
        bool countsLines = op is "count_over_time" or "bytes_over_time" or "bytes_rate";
        bool countsEither = op is "rate" or "absent_over_time";
        bool groups = !countsLines && !countsEither && op is not ("sum_over_time" or "rate_counter");
        if (isGrouped && !groups)
        {
            throw new LogQlParseException($"grouping not allowed for {op} aggregation");
        }

        if (isUnwrapped && countsLines)
        {
            throw new LogQlParseException($"invalid aggregation {op} with unwrap");
        }

        if (!isUnwrapped && !countsLines && !countsEither)
        {
            throw new LogQlParseException($"invalid aggregation {op} without unwrap");
        }
    }
}
