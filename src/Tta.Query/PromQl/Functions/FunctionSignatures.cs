using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Tta.Query.PromQl;

/// <summary>The functions of PromQL that work on float samples.</summary>
internal static class FunctionSignatures
{
    private const PromQlType S = PromQlType.Scalar;
    private const PromQlType T = PromQlType.String;
    private const PromQlType V = PromQlType.InstantVector;
    private const PromQlType R = PromQlType.RangeVector;

    private static readonly FrozenDictionary<string, FunctionSignature> s_functions = Create();

    public static bool TryGet(string name, [NotNullWhen(true)] out FunctionSignature? function) =>
        s_functions.TryGetValue(name, out function);

    private static FrozenDictionary<string, FunctionSignature> Create()
    {
        var functions = new List<FunctionSignature>
        {
            new("clamp", V, [V, S, S]),
            new("clamp_max", V, [V, S]),
            new("clamp_min", V, [V, S]),
            new("double_exponential_smoothing", V, [R, S, S]),
            new("end", S, []),
            new("histogram_fraction", V, [S, S, V]),
            new("histogram_quantile", V, [S, V]),
            new("histogram_quantiles", V, [V, T, S, S], Variadic: 9),
            new("info", V, [V, V], Variadic: 1),
            new("label_join", V, [V, T, T, T], Variadic: -1),
            new("label_replace", V, [V, T, T, T, T]),
            new("max_of", S, [S, S]),
            new("min_of", S, [S, S]),
            new("pi", S, []),
            new("predict_linear", V, [R, S]),
            new("quantile_over_time", V, [S, R]),
            new("range", S, []),
            new("round", V, [V, S], Variadic: 1),
            new("scalar", S, [V]),
            new("sort_by_label", V, [V, T], Variadic: -1),
            new("sort_by_label_desc", V, [V, T], Variadic: -1),
            new("start", S, []),
            new("step", S, []),
            new("time", S, []),
            new("vector", V, [S]),
        };
        foreach (string name in (ReadOnlySpan<string>)
        [
            "abs", "absent", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor", "ln",
            "log10", "log2", "rad", "sgn", "sin", "sinh", "sort", "sort_desc", "sqrt", "tan", "tanh", "timestamp",
        ])
        {
            functions.Add(new FunctionSignature(name, V, [V]));
        }

        foreach (string name in (ReadOnlySpan<string>)
            ["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"])
        {
            functions.Add(new FunctionSignature(name, V, [V], Variadic: 1));
        }

        foreach (string name in (ReadOnlySpan<string>)
        [
            "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "first_over_time", "idelta", "increase",
            "irate", "last_over_time", "mad_over_time", "max_over_time", "min_over_time", "present_over_time", "rate", "resets",
            "stddev_over_time", "stdvar_over_time", "sum_over_time", "ts_of_first_over_time", "ts_of_last_over_time",
            "ts_of_max_over_time", "ts_of_min_over_time",
        ])
        {
            functions.Add(new FunctionSignature(name, V, [R]));
        }

        return functions.ToFrozenDictionary(static f => f.Name, StringComparer.Ordinal);
    }
}
