using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>Values by type, then by text.</summary>
internal sealed class FieldValueOrder : IComparer<AnyValue>
{
    public static FieldValueOrder Instance { get; } = new();

    public int Compare(AnyValue x, AnyValue y)
    {
        int order = x.Kind.CompareTo(y.Kind);
        return order != 0 ? order : string.CompareOrdinal(x.ToText(), y.ToText());
    }
}
