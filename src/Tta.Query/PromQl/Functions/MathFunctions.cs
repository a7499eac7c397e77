using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Tta.Query.PromQl;

/// <summary>Functions of one number.</summary>
internal static class MathFunctions
{
    private static readonly FrozenDictionary<string, Func<double, double>> s_functions =
        new Dictionary<string, Func<double, double>>(StringComparer.Ordinal)
        {
            ["abs"] = Math.Abs,
            ["acos"] = Math.Acos,
            ["acosh"] = Math.Acosh,
            ["asin"] = Math.Asin,
            ["asinh"] = Math.Asinh,
            ["atan"] = Math.Atan,
            ["atanh"] = Math.Atanh,
            ["ceil"] = Math.Ceiling,
            ["cos"] = Math.Cos,
            ["cosh"] = Math.Cosh,
            ["deg"] = static v => v * 180 / Math.PI,
            ["exp"] = Math.Exp,
            ["floor"] = Math.Floor,
            ["ln"] = Math.Log,
            ["log10"] = Math.Log10,
            ["log2"] = Math.Log2,
            ["rad"] = static v => v * Math.PI / 180,
            ["sgn"] = static v => v < 0 ? -1 : v > 0 ? 1 : v,
            ["sin"] = Math.Sin,
            ["sinh"] = Math.Sinh,
            ["sqrt"] = Math.Sqrt,
            ["tan"] = Math.Tan,
            ["tanh"] = Math.Tanh,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryGet(string name, [NotNullWhen(true)] out Func<double, double>? function) =>
        s_functions.TryGetValue(name, out function);
}
