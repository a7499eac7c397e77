// Spec: Langfuse public API: parameters that many routes share: page, limit, cursor, times, comma lists, groups of fields.
using System.Globalization;
using System.Text;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Reads the parameters of a request. Every method throws <see cref="ParameterException"/> for what cannot be used.</summary>
internal readonly struct ReadParameters(RequestParameters parameters)
{
    private const int MaxPage = 1_000_000;

    /// <summary>"" when absent.</summary>
    public string this[string name] => parameters[name];

    public IReadOnlyList<string> All(string name) => parameters.All(name);

    public static async ValueTask<ReadParameters> ReadAsync(HttpContext context) => new(await RequestParameters.ReadAsync(context));

    public int Whole(string name, int byDefault, int least, int most)
    {
        string text = parameters[name];
        if (text.Length == 0)
        {
            return byDefault;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new ParameterException(string.Create(CultureInfo.InvariantCulture, $"{name}: expected a whole number from {least} to {most}, received \"{text}\""));
    }

    /// <summary>Page and limit of the older routes.</summary>
    public (int Page, int Limit) Page() => (Whole("page", 1, 1, MaxPage), Whole("limit", 50, 1, 100));

    public bool? Flag(string name) => parameters[name] switch
    {
        "" => null,
        "true" => true,
        "false" => false,
        string other => throw new ParameterException($"{name}: expected true or false, received \"{other}\""),
    };

    /// <summary>The time range of two parameters, half-open.</summary>
    public (long StartNs, long EndNs) Range(string from, string to) => (
        parameters[from] is { Length: > 0 } start ? Times.Parse(start, from) : long.MinValue,
        parameters[to] is { Length: > 0 } end ? Times.Parse(end, to) : long.MaxValue);

    /// <summary>Values of a parameter that may be repeated.</summary>
    public void AddAnyOf(List<LlmCondition> conditions, LlmField field, string name, bool isCommaList = false)
    {
        IReadOnlyList<string> values = isCommaList ? CommaList(name) : All(name);
        if (values.Count > 0)
        {
            conditions.Add(LlmCondition.AnyOf(field, values));
        }
    }

    public void AddEqual(List<LlmCondition> conditions, LlmField field, string name)
    {
        if (parameters[name] is { Length: > 0 } value)
        {
            conditions.Add(LlmCondition.Text(field, value));
        }
    }

    /// <summary>One of some values.</summary>
    public void AddOneOf(List<LlmCondition> conditions, LlmField field, string name, params string[] values)
    {
        if (parameters[name] is { Length: > 0 } value)
        {
            conditions.Add(Array.IndexOf(values, value) >= 0
                ? LlmCondition.Text(field, value)
                : throw new ParameterException($"{name}: expected one of {string.Join(", ", values)}, received \"{value}\""));
        }
    }

    public IReadOnlyList<string> CommaList(string name) =>
        parameters[name].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Groups of fields; unknown ones are passed over, <paramref name="byDefault"/> stands for none.</summary>
    public HashSet<string> Groups(params ReadOnlySpan<string> byDefault)
    {
        var groups = new HashSet<string>(CommaList("fields"), StringComparer.Ordinal);
        if (groups.Count == 0)
        {
            foreach (string group in byDefault)
            {
                groups.Add(group);
            }
        }

        return groups;
    }

    public LlmCursor? Cursor()
    {
        string text = parameters["cursor"];
        if (text.Length == 0)
        {
            return null;
        }

        byte[] bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out int length))
        {
            string plain = Encoding.UTF8.GetString(bytes, 0, length);
            int space = plain.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && long.TryParse(plain.AsSpan(0, space), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long timeNs))
            {
                return new LlmCursor(timeNs, plain[(space + 1)..]);
            }
        }

        throw new ParameterException("cursor: Invalid cursor format; take it from meta.cursor of the answer before");
    }

    public static string Format(LlmCursor cursor) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cursor.TimeNs} {cursor.Id}")));

    /// <summary>Conditions of parameters and filter together: a filter on a field takes the place of the parameter.</summary>
    public static List<LlmCondition> Joined(List<LlmCondition> fromParameters, List<LlmCondition> filters) =>
        [.. fromParameters.Where(p => !filters.Exists(f => f.Field == p.Field)), .. filters];
}
