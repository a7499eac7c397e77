// Requests of PostgREST (https://docs.postgrest.org, "Tables and Views").

using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Tta.Integrations;

/// <summary>
/// A table or view, with filters, from which commands are made:
/// <c>SupabaseTable.Named("notes").Where("owner", SupabaseFilter.EqualTo(7)).Select("id,title")</c>.
/// Immutable: every call gives a new one. Nothing is sent until a <see cref="SupabaseClient"/> runs the command.
/// </summary>
public sealed record SupabaseTable
{
    // Parameters of a request with a meaning of their own: as a filter they would be passed over, and the whole table would match.
    private static readonly FrozenSet<string> s_parameters = FrozenSet.Create(
        StringComparer.Ordinal, "select", "order", "limit", "offset", "columns", "on_conflict", "and", "or");

    private SupabaseTable(string name) => Name = name;

    /// <summary>Name of the table.</summary>
    public string Name { get; }

    private IReadOnlyList<(string Column, string Expression)> Filters { get; init; } = [];

    private string? Ordering { get; init; }

    private int? MaxRows { get; init; }

    private int? SkippedRows { get; init; }

    /// <summary>A table or view of the exposed schema.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static SupabaseTable Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new SupabaseTable(name);
    }

    /// <summary>Only rows whose column satisfies the condition, in addition to earlier conditions.</summary>
    /// <param name="column">Name of the column, or a JSON path such as <c>data->>kind</c>.</param>
    /// <param name="filter">The condition.</param>
    /// <exception cref="ArgumentException">The name is empty, or that of a parameter such as <c>limit</c>; a column of such a name goes in quotes.</exception>
    public SupabaseTable Where(string column, SupabaseFilter filter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(column);
        string name = column.Trim();
        if (s_parameters.Contains(name[(name.LastIndexOf('.') + 1)..]))
        {
            throw new ArgumentException($"'{name}' is a parameter of the request and no filter: write a column of this name in quotes, \"\\\"{name}\\\"\"", nameof(column));
        }

        return this with { Filters = [.. Filters, (column, filter.Expression)] };
    }

    /// <summary>Sorts by a column, after earlier ones.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="descending">Largest first. Default: false.</param>
    public SupabaseTable OrderBy(string column, bool descending = false)
    {
        string part = $"{column}.{(descending ? "desc" : "asc")}";
        return this with { Ordering = Ordering is null ? part : $"{Ordering},{part}" };
    }

    /// <summary>At most so many rows.</summary>
    /// <param name="count">Rows, 0 or more.</param>
    public SupabaseTable Take(int count) => this with { MaxRows = count };

    /// <summary>Leaves out the first rows.</summary>
    /// <param name="count">Rows, 0 or more.</param>
    public SupabaseTable Skip(int count) => this with { SkippedRows = count };

    /// <summary>Reads rows.</summary>
    /// <param name="columns">Columns and embedded tables, as PostgREST writes them. Default: all columns.</param>
    /// <param name="count">Whether to count all rows that match, for <see cref="SupabaseResult.Count"/>. Default: false.</param>
    public SupabaseCommand Select(string columns = "*", bool count = false)
        => new("SELECT", Name, HttpMethod.Get, Path($"select={Uri.EscapeDataString(columns)}")) { Prefer = count ? "count=exact" : null };

    /// <summary>Adds rows and gives them back.</summary>
    /// <typeparam name="T">Type of a row.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="type">How a row is written as JSON.</param>
    public SupabaseCommand Insert<T>(IEnumerable<T> rows, JsonTypeInfo<T> type) => Insert(Array(rows, type));

    /// <summary>Adds rows and gives them back.</summary>
    /// <param name="rows">An object, or an array of objects.</param>
    public SupabaseCommand Insert(JsonNode rows) => Write("INSERT", HttpMethod.Post, null, rows, "return=representation");

    /// <summary>Adds rows, or replaces those that exist, and gives them back.</summary>
    /// <typeparam name="T">Type of a row.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="type">How a row is written as JSON.</param>
    /// <param name="onConflict">Columns that make a row the same, by comma. Default: the primary key.</param>
    public SupabaseCommand Upsert<T>(IEnumerable<T> rows, JsonTypeInfo<T> type, string? onConflict = null) => Upsert(Array(rows, type), onConflict);

    /// <summary>Adds rows, or replaces those that exist, and gives them back.</summary>
    /// <param name="rows">An object, or an array of objects.</param>
    /// <param name="onConflict">Columns that make a row the same, by comma. Default: the primary key.</param>
    public SupabaseCommand Upsert(JsonNode rows, string? onConflict = null) => Write(
        "UPSERT", HttpMethod.Post, onConflict is null ? null : $"on_conflict={Uri.EscapeDataString(onConflict)}", rows,
        "return=representation,resolution=merge-duplicates");

    /// <summary>Changes the rows that match, and gives them back.</summary>
    /// <param name="changes">New values by column.</param>
    /// <exception cref="InvalidOperationException">There is no filter: the whole table would change.</exception>
    public SupabaseCommand Update(JsonObject changes)
    {
        RequireFilter("update");
        return Write("UPDATE", HttpMethod.Patch, null, changes, "return=representation");
    }

    /// <summary>Removes the rows that match, and gives them back.</summary>
    /// <exception cref="InvalidOperationException">There is no filter: the whole table would be emptied.</exception>
    public SupabaseCommand Delete()
    {
        RequireFilter("delete");
        return new SupabaseCommand("DELETE", Name, HttpMethod.Delete, Path(null)) { Prefer = "return=representation" };
    }

    private static JsonArray Array<T>(IEnumerable<T> rows, JsonTypeInfo<T> type) => [.. rows.Select(row => JsonSerializer.SerializeToNode(row, type))];

    private SupabaseCommand Write(string operation, HttpMethod method, string? parameter, JsonNode body, string prefer)
        => new(operation, Name, method, Path(parameter)) { Body = body.ToJsonString(), Prefer = prefer };

    private void RequireFilter(string operation)
    {
        if (Filters.Count == 0)
        {
            throw new InvalidOperationException(
                $"refused to {operation} every row of {Name}: add a filter with Where(...); "
                + "to mean every row, say so: Where(\"id\", SupabaseFilter.NotEqualTo(null))");
        }
    }

    private string Path(string? parameter)
    {
        StringBuilder path = new("rest/v1/");
        path.Append(Uri.EscapeDataString(Name));
        char separator = '?';
        Add(parameter);
        foreach ((string column, string expression) in Filters)
        {
            Add($"{Uri.EscapeDataString(column)}={Uri.EscapeDataString(expression)}");
        }

        Add(Ordering is null ? null : $"order={Uri.EscapeDataString(Ordering)}");
        Add(MaxRows is { } limit ? string.Create(CultureInfo.InvariantCulture, $"limit={limit}") : null);
        Add(SkippedRows is { } offset ? string.Create(CultureInfo.InvariantCulture, $"offset={offset}") : null);
        return path.ToString();

        void Add(string? part)
        {
            if (part is not null)
            {
                path.Append(separator).Append(part);
                separator = '&';
            }
        }
    }
}
