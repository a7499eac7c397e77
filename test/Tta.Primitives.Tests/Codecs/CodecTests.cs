using System.Text.Json.Serialization;

namespace Tta.Primitives.Tests.Codecs;

public sealed partial class CodecTests
{
    [Fact]
    public void Json_and_text_survive_the_round_trip()
    {
        Codec<Report> json = Codec.Json(ReportJson.Default.Report);
        Assert.Equal(new Report("é", 3), json.Decode(json.Encode(new Report("é", 3))));
        Assert.Equal("é\n", Codec.Text.Decode(Codec.Text.Encode("é\n")));
    }

    internal sealed record Report(string Title, int Pages);

    [JsonSerializable(typeof(Report))]
    internal sealed partial class ReportJson : JsonSerializerContext;
}
