// Spec: OpenTelemetry semantic conventions: peer.service, db.*, server.address, gen_ai.provider.name, with the older names of each.
using Tta.Model;

namespace Tta.Agent.SpanMetrics;

/// <summary>Whom a client span called, as its own attributes say; read from the OTLP bytes without decoding the span.</summary>
internal static class PeerName
{
    private const int AttributesField = 9;
    private const int FirstDatabaseRank = 4;
    private const int LastDatabaseRank = 7;

    /// <summary>The name of the other side, empty when the span does not say.</summary>
    /// <param name="span">An OTLP <c>Span</c> message.</param>
    /// <param name="isDatabase">True when the other side is a database.</param>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> span, out bool isDatabase)
    {
        isDatabase = false;
        ReadOnlySpan<byte> best = default;
        int bestRank = int.MaxValue;
        var reader = new ProtoReader(span);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field != AttributesField || type != ProtoWireType.LengthDelimited)
            {
                reader.TrySkip(type);
                continue;
            }

            if (!reader.TryReadBytes(out ReadOnlySpan<byte> attribute) || !AttributeText.TryRead(attribute, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value))
            {
                continue;
            }

            int rank = RankOf(key);
            isDatabase |= rank is >= FirstDatabaseRank and <= LastDatabaseRank;
            if (rank < bestRank && !value.IsEmpty)
            {
                best = value;
                bestRank = rank;
            }
        }

        return best;
    }

    // The most telling name first; a database by where it is before what it is called, as in Tempo.
    private static int RankOf(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("peer.service"u8) ? 0
        : key.SequenceEqual("gen_ai.provider.name"u8) ? 1
        : key.SequenceEqual("gen_ai.system"u8) ? 2
        : key.SequenceEqual("server.address"u8) ? 3
        : key.SequenceEqual("db.namespace"u8) ? FirstDatabaseRank
        : key.SequenceEqual("db.name"u8) ? 5
        : key.SequenceEqual("db.system"u8) ? 6
        : key.SequenceEqual("db.system.name"u8) ? LastDatabaseRank
        : int.MaxValue;
}
