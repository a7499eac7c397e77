using Tta.Model;
using Tta.Storage.LabelSets;

namespace Tta.Storage.Traces;

/// <summary>Hashes trace ids with the secrets of the process: ids come from outside and could be made to collide.</summary>
internal sealed class TraceIdComparer : IEqualityComparer<TraceId>
{
    public static TraceIdComparer Instance { get; } = new();

    public bool Equals(TraceId x, TraceId y) => x == y;

    public int GetHashCode(TraceId obj) => (int)SeededHash.Of(obj.High, obj.Low);
}
