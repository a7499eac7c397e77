using System.Text.Json.Nodes;

namespace Tta.Integrations;

/// <summary>
/// One request to the database, made by <see cref="SupabaseTable"/> or <see cref="Rpc"/> and run by <see cref="SupabaseClient"/>. Immutable.
/// </summary>
public sealed record SupabaseCommand
{
    internal SupabaseCommand(string operation, string target, HttpMethod method, string path)
    {
        Operation = operation;
        Target = target;
        Method = method;
        Path = path;
    }

    /// <summary>What it does: <c>SELECT</c>, <c>INSERT</c>, <c>UPDATE</c>, <c>UPSERT</c>, <c>DELETE</c> or <c>RPC</c>.</summary>
    public string Operation { get; }

    /// <summary>Table or function.</summary>
    public string Target { get; }

    internal HttpMethod Method { get; }

    internal string Path { get; }

    internal string? Body { get; init; }

    internal string? Prefer { get; init; }

    /// <summary>Calls a function of the database.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="arguments">Arguments by name; default: none.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static SupabaseCommand Rpc(string function, JsonObject? arguments = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(function);
        return new SupabaseCommand("RPC", function, HttpMethod.Post, $"rest/v1/rpc/{Uri.EscapeDataString(function)}")
        {
            Body = arguments?.ToJsonString() ?? "{}",
        };
    }

    /// <summary>Operation and target only: values belong in no log.</summary>
    public override string ToString() => $"{Operation} {Target}";
}
