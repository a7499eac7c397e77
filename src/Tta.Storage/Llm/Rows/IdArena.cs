using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Tta.Storage.Llm.Pages;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Ids, packed: 16 or 32 lower-case hex digits and UUIDs take half their length, anything else is UTF-8. An id is known by where it
/// stands. Used under the lock of the store.
/// </summary>
internal sealed class IdArena(PageGroup pages)
{
    /// <summary>Most bytes that a packed id of the allowed length takes.</summary>
    public const int MaxPackedBytes = 3 + (800 * 3);

    private const byte Hex16 = 0;
    private const byte Hex32 = 1;
    private const byte Uuid = 2;
    private const byte Text = 3;

    private readonly Column<byte> _bytes = new(pages);
    private uint _end = 1; // Place of the next id.

    /// <summary>Packs an id into a span of <see cref="MaxPackedBytes"/> and returns the size.</summary>
    public static int Pack(ReadOnlySpan<byte> utf8, Span<byte> target)
    {
        if (utf8.Length == 16 && TryHex(utf8, target[1..]))
        {
            target[0] = Hex16;
            return 9;
        }

        if (utf8.Length == 32 && TryHex(utf8, target[1..]))
        {
            target[0] = Hex32;
            return 17;
        }

        if (utf8.Length == 36 && TryUuid(utf8, target[1..]))
        {
            target[0] = Uuid;
            return 17;
        }

        target[0] = Text;
        BinaryPrimitives.WriteUInt16LittleEndian(target[1..], (ushort)utf8.Length);
        utf8.CopyTo(target[3..]);
        return 3 + utf8.Length;
    }

    /// <summary>Keeps a packed id and returns its place, which is never 0.</summary>
    public uint Add(ReadOnlySpan<byte> packed)
    {
        uint pageBytes = (uint)Column<byte>.PageRows;
        if ((_end & (pageBytes - 1)) + packed.Length > pageBytes)
        {
            _end = checked((_end + pageBytes) & ~(pageBytes - 1)); // An id does not go over the end of a page.
        }

        uint place = _end;
        _end = checked(place + (uint)packed.Length);
        _bytes.Grow(checked((int)_end));
        packed.CopyTo(_bytes.ToChange((int)place));
        return place;
    }

    /// <summary>An id as it was packed; valid until the turn ends.</summary>
    public ReadOnlySpan<byte> Packed(uint place)
    {
        ReadOnlySpan<byte> bytes = _bytes.From((int)place);
        return bytes[0] switch
        {
            Hex16 => bytes[..9],
            Hex32 or Uuid => bytes[..17],
            _ => bytes[..(3 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]))],
        };
    }

    public string Id(uint place)
    {
        ReadOnlySpan<byte> packed = Packed(place);
        return packed[0] switch
        {
            Hex16 or Hex32 => Convert.ToHexStringLower(packed[1..]),
            Uuid => new Guid(packed[1..], bigEndian: true).ToString("D", CultureInfo.InvariantCulture),
            _ => Encoding.UTF8.GetString(packed[3..]),
        };
    }

    private static bool TryHex(ReadOnlySpan<byte> utf8, Span<byte> target) =>
        !utf8.ContainsAnyInRange((byte)'A', (byte)'F') && Convert.FromHexString(utf8, target, out _, out _) == OperationStatus.Done;

    private static bool TryUuid(ReadOnlySpan<byte> utf8, Span<byte> target)
    {
        Span<byte> digits = stackalloc byte[32];
        int count = 0;
        for (int i = 0; i < utf8.Length; i++)
        {
            bool isDash = i is 8 or 13 or 18 or 23;
            if (isDash != (utf8[i] == '-'))
            {
                return false;
            }

            if (!isDash)
            {
                digits[count++] = utf8[i];
            }
        }

        return TryHex(digits, target);
    }
}
