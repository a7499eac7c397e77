namespace Tta.Storage.Llm.Pages;

/// <summary>A place in the scratch file; none when its length is 0.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="LengthBytes">Bytes in use.</param>
/// <param name="Checksum">CRC-32C of them.</param>
internal readonly record struct Extent(long Offset, int LengthBytes, uint Checksum)
{
    /// <summary>Places begin at multiples of this.</summary>
    public const int UnitBytes = 64;

    public bool IsNone => LengthBytes == 0;

    /// <summary>Units that it takes.</summary>
    public int Units => UnitsOf(LengthBytes);

    public static int UnitsOf(int lengthBytes) => (lengthBytes + UnitBytes - 1) / UnitBytes;
}
