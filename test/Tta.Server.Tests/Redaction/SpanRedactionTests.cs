using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Redaction;
using Tta.Server.Tests.Otlp;
using Tta.TestKit;
using Tta.Wire.Otlp;

namespace Tta.Server.Tests.Redaction;

public sealed class SpanRedactionTests
{
    private readonly SpanRedaction _redaction = new(IntakeRedactor.Create(new ServerOptions { DataDirectory = "/nowhere" })!);

    [Fact]
    public void A_batch_without_secrets_stays_untouched_and_costs_no_memory()
    {
        SpanBatch batch = Decode(OtlpBodies.Traces("shop", 1, 2, 3));
        byte[] before = batch.Arena.Written.ToArray();
        SpanBatch.SpanRow[] rows = batch.Spans.Rows.ToArray();

        _redaction.Apply(batch);

        Assert.Equal(before, batch.Arena.Written.ToArray());
        Assert.Equal(rows, batch.Spans.Rows.ToArray());
        Assert.Equal(0, Allocations.PerCall(() => _redaction.Apply(batch)));
    }

    [Fact]
    public void Only_the_text_with_a_secret_changes()
    {
        byte[] nested = OtlpBodies.Field(9, [.. OtlpBodies.Field(1, "map"u8), .. OtlpBodies.Field(2, OtlpBodies.Field(6, OtlpBodies.Field(1,
            [.. OtlpBodies.Field(1, "inner"u8), .. OtlpBodies.Field(2, OtlpBodies.Field(1, System.Text.Encoding.UTF8.GetBytes($"before {Canaries.Secrets[0]} after")))])))]);
        byte[] number = OtlpBodies.Field(9, [.. OtlpBodies.Field(1, "password"u8), .. OtlpBodies.Field(2, [24, 42])]);
        byte[] neighbour = OtlpBodies.Span(2);
        SpanBatch batch = Decode(OtlpBodies.Field(1, OtlpBodies.Field(2, [.. OtlpBodies.Field(2, OtlpBodies.Span(1, [.. nested, .. number])), .. OtlpBodies.Field(2, neighbour)])));

        _redaction.Apply(batch);

        Span span = batch.Read(0);
        Assert.Equal("before [redacted] after", span.Attributes[0].Value.MapValue[0].Value.StringValue);
        Assert.Equal(42, span.Attributes[1].Value.IntValue);
        Assert.Equal(("op", "op"), (span.Name, batch.Arena.GetString(batch.Spans[0].Name)));
        Assert.Equal(neighbour, batch.Arena.Get(batch.Spans[1].Message).ToArray());
    }

    [Fact]
    public void Counts_of_tokens_are_no_reason_to_look_closer()
    {
        SpanBatch batch = Decode(Attributes(("gen_ai.usage.input_tokens", "twelve"), ("llm.token_count.prompt", "twelve"), ("gen_ai.usage.output_tokens", "twelve")));

        Assert.Equal(0, Allocations.PerCall(() => _redaction.Apply(batch)));
    }

    [Theory]
    [InlineData("tokensecret")]
    [InlineData("tokens_of_access_token")]
    [InlineData("max_tokens.password")]
    public void Names_of_secrets_are_found_behind_counts_of_tokens(string name)
    {
        SpanBatch batch = Decode(Attributes(("gen_ai.usage.input_tokens", "twelve"), (name, "opaque words")));

        _redaction.Apply(batch);

        Assert.Equal(["twelve", "[redacted]"], batch.Read(0).Attributes.Select(attribute => attribute.Value.StringValue));
    }

    [Fact]
    public void A_secret_as_the_name_of_a_service_is_hidden_in_the_index_too()
    {
        SpanBatch batch = Decode(OtlpBodies.Traces(Canaries.Secrets[0], 1));

        _redaction.Apply(batch);

        Assert.Equal("[redacted]", batch.Read(0).Resource.ServiceName);
        Assert.Equal("[redacted]", batch.Arena.GetString(batch.Resources[0].ServiceName));
    }

    private static byte[] Attributes(params (string Name, string Value)[] attributes)
    {
        IEnumerable<byte> fields = attributes.SelectMany(attribute => OtlpBodies.Field(
            9,
            [
                .. OtlpBodies.Field(1, System.Text.Encoding.UTF8.GetBytes(attribute.Name)),
                .. OtlpBodies.Field(2, OtlpBodies.Field(1, System.Text.Encoding.UTF8.GetBytes(attribute.Value))),
            ]));
        return OtlpBodies.Field(1, OtlpBodies.Field(2, OtlpBodies.Field(2, OtlpBodies.Span(1, [.. fields]))));
    }

    private static SpanBatch Decode(byte[] body)
    {
        var batch = new SpanBatch();
        Assert.False(OtlpTraces.DecodeProtobuf(body, new Limits(), batch).Error.IsError);
        return batch;
    }
}
