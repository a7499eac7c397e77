using System.Text.Json;

namespace Tta.Agent.Forwarding;

/// <summary>Events that go into one request.</summary>
/// <param name="Events">A JSON object each.</param>
/// <param name="Attempts">How often the receiver failed at these events while it took others.</param>
internal sealed record EventGroup(List<ReadOnlyMemory<byte>> Events, int Attempts = 0)
{
    private static readonly byte[] s_begin = "{\"batch\":["u8.ToArray();
    private static readonly byte[] s_end = "],\"metadata\":{\"sdk_name\":\"tta\"}}"u8.ToArray();

    /// <summary>The body of the request.</summary>
    public byte[] Body()
    {
        using var body = new MemoryStream();
        body.Write(s_begin);
        for (int i = 0; i < Events.Count; i++)
        {
            if (i > 0)
            {
                body.WriteByte((byte)',');
            }

            body.Write(Events[i].Span);
        }

        body.Write(s_end);
        return body.ToArray();
    }

    public EventGroup FirstHalf() => this with { Events = Events[..(Events.Count / 2)] };

    public EventGroup SecondHalf() => this with { Events = Events[(Events.Count / 2)..] };

    /// <summary>Those of the events whose ids are among the given, for one more attempt.</summary>
    public EventGroup Only(HashSet<string> ids) => new(ids.Count == 0 ? [] : Events.FindAll(item => ids.Contains(IdOf(item.Span))), Attempts + 1);

    // The id is the first member.
    private static string IdOf(ReadOnlySpan<byte> item)
    {
        var reader = new Utf8JsonReader(item);
        return reader.Read() && reader.Read() && reader.ValueTextEquals("id"u8) && reader.Read() ? reader.GetString()! : "";
    }
}
