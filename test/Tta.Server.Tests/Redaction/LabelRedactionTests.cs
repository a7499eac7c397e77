using System.Text;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Redaction;

namespace Tta.Server.Tests.Redaction;

public sealed class LabelRedactionTests
{
    private readonly LabelRedaction _redaction = new(IntakeRedactor.Create(new ServerOptions { DataDirectory = "/nowhere" })!);

    /// <summary>The byte between name and value is the length of the value: no length may make another name of it.</summary>
    [Fact]
    public void Label_named_like_a_secret_is_hidden_whatever_the_length_of_its_value()
    {
        for (int length = 1; length < 200; length++)
        {
            var batch = new MetricBatch();
            int start = batch.Arena.Length;
            EncodedLabels.WriteLabel(batch.Arena, "__name__"u8, "up"u8);
            EncodedLabels.WriteLabel(batch.Arena, "access_token"u8, Encoding.UTF8.GetBytes(new string('v', length)));
            batch.Series.Add(new MetricBatch.SeriesRow(new ByteSlice(start, batch.Arena.Length - start)));

            _redaction.Apply(batch);

            Assert.True(EncodedLabels.TryGet(batch.Arena.Get(batch.Series[0].Labels), "access_token"u8, out ReadOnlySpan<byte> value));
            Assert.Equal("[redacted]", Encoding.UTF8.GetString(value));
        }
    }
}
