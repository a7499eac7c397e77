using System.Text.Json;
using Tta.Server.Cli;

namespace Tta.Server.Tests.Cli;

public sealed class QueryTableTests
{
    [Fact]
    public void Log_lines_are_rows_oldest_first()
    {
        Assert.Equal(
            "time,service,level,line\r\n2026-11-20T00:00:01.000Z,shop,warn,first\r\n2026-11-20T00:00:02.000Z,shop,error,\"second, with comma\"\r\n",
            Csv(LogQlQuery.ToTable(Parse("""
                {"data":{"resultType":"streams","result":[{"stream":{"service_name":"shop"},
                "values":[["1795132802000000000","second, with comma",{"detected_level":"error"}],["1795132801000000000","first",{"detected_level":"warn"}]]}]}}
                """))));
    }

    [Fact]
    public void A_log_query_that_counts_gives_its_points()
    {
        Assert.Equal(
            "series,time,value\r\n\"{app=\"\"a\"\"}\",2026-11-20T00:00:01.000Z,3\r\n",
            Csv(LogQlQuery.ToTable(Parse(
                """{"data":{"resultType":"matrix","result":[{"metric":{"app":"a"},"values":[[1795132801,"3"]]}]}}"""))));
    }

    [Fact]
    public void Spans_of_a_TraceQL_search_are_rows()
    {
        Assert.Equal(
            "trace,start,duration,service,root,span,attributes\r\n1a,2026-11-20T00:00:01.000Z,12.0 ms,shop,order,pay,\"span.n=3, ok=true\"\r\n",
            Csv(TraceQlQuery.ToSpans(Parse("""
                {"traces":[{"traceID":"1a","rootServiceName":"shop","rootTraceName":"order","spanSets":[{"matched":1,"spans":[{"spanID":"2b","name":"pay",
                "startTimeUnixNano":"1795132801000000000","durationNanos":"12000000",
                "attributes":[{"key":"span.n","value":{"intValue":"3"}},{"key":"ok","value":{"boolValue":true}}]}]}]}]}
                """))));
    }

    [Fact]
    public void Points_of_a_TraceQL_metrics_query_are_rows()
    {
        Assert.Equal(
            "series,time,value\r\n{name=pay},2026-11-20T00:00:01.000Z,0.25\r\n{name=pay},2026-11-20T00:00:02.000Z,0\r\n",
            Csv(TraceQlQuery.ToPoints(Parse("""
                {"series":[{"labels":[{"key":"name","value":{"stringValue":"pay"}}],
                "samples":[{"timestampMs":"1795132801000","value":0.25},{"timestampMs":"1795132802000"}]}]}
                """))));
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static string Csv(ResultTable table)
    {
        var text = new StringWriter();
        table.WriteCsv(text);
        return text.ToString();
    }
}
