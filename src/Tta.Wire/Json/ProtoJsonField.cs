using System.Text;

namespace Tta.Wire.Json;

/// <summary>One field of a message: its JSON name, its number, how it is written.</summary>
internal sealed class ProtoJsonField(string name, int number, ProtoJsonKind kind, bool isRepeated = false, ProtoJsonMessage? message = null)
{
    public string Name { get; } = name;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    public int Number { get; } = number;

    public ProtoJsonKind Kind { get; } = kind;

    public bool IsRepeated { get; } = isRepeated;

    public ProtoJsonMessage? Message { get; } = message;
}
