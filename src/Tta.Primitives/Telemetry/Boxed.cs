namespace Tta.Primitives;

/// <summary>Attributes are objects. The values that most of them have are made into objects once for all.</summary>
internal static class Boxed
{
    private static readonly object s_true = true;
    private static readonly object s_false = false;
    private static readonly object[] s_numbers = [.. Enumerable.Range(0, 16).Select(static number => (object)number)];

    public static object Of(bool value) => value ? s_true : s_false;

    public static object Of(int value) => (uint)value < (uint)s_numbers.Length ? s_numbers[value] : value;
}
