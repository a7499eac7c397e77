namespace Tta.Primitives;

/// <summary>Readable names of types and methods for spans, labels and diagrams.</summary>
internal static class TypeNames
{
    /// <summary><c>CachePrimitive</c> for <c>CachePrimitive`2</c>.</summary>
    public static string WithoutArity(Type type)
    {
        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? type.Name : type.Name[..tick];
    }

    /// <summary><c>List&lt;Int32&gt;</c> for a generic type, <c>(Int32, String)</c> for a tuple.</summary>
    public static string Readable(Type type)
    {
        if (type.IsArray)
        {
            return Readable(type.GetElementType()!) + "[]";
        }

        if (!type.IsGenericType)
        {
            return type.Name;
        }

        string arguments = string.Join(", ", type.GetGenericArguments().Select(Readable));
        return type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)
            ? $"({arguments})"
            : $"{WithoutArity(type)}<{arguments}>";
    }

    /// <summary>The name of a method group or local function; <paramref name="otherwise"/> for a lambda, whose name the compiler made up.</summary>
    public static string OfMethod(Delegate method, string otherwise)
    {
        string name = method.Method.Name;
        if (!name.StartsWith('<'))
        {
            return name;
        }

        // Local functions are called <Outer>g__Name|0_0.
        int start = name.IndexOf("g__", StringComparison.Ordinal);
        int end = name.LastIndexOf('|');
        return start >= 0 && end > start + 3 ? name[(start + 3)..end] : otherwise;
    }
}
