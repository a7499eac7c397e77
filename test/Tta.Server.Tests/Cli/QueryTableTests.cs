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

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static string Csv(ResultTable table)
    {
        var text = new StringWriter();
        table.WriteCsv(text);
        return text.ToString();
    }
}
