namespace Tta.Integrations.Tests.Providers;

/// <summary>A project of Supabase as the environment names it, by the variables of its own tools.</summary>
/// <param name="variables">Value of a variable; null when it is not set.</param>
internal sealed class SupabaseProject(Func<string, string?> variables)
{
    /// <summary>Address of the project.</summary>
    public const string UrlVariable = "SUPABASE_URL";

    /// <summary>A table that may be read; without it no row is.</summary>
    public const string TableVariable = "SUPABASE_TEST_TABLE";

    private static readonly string[] s_keyVariables = ["SUPABASE_KEY", "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY"];

    /// <summary>Why nothing can be asked of it; null when it can.</summary>
    public string? WhyNot => Url is null || Key is null
        ? $"needs {UrlVariable} and one of {string.Join(", ", s_keyVariables)} in the environment"
        : ServiceReach.CanConnect(Url.Host, Url.Port) ? null : $"{Url.Host}:{Url.Port} of {UrlVariable} takes no connection from here";

    public string? Table => Value(TableVariable);

    private Uri? Url => Value(UrlVariable) is { } url ? new Uri(url) : null;

    private string? Key => s_keyVariables.Select(Value).FirstOrDefault(value => value is not null);

    public SupabaseClient Client() => new(Url, Key);

    private string? Value(string variable) => variables(variable) is { Length: > 0 } value ? value : null;
}
