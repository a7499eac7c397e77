using Tta.Model;

namespace Tta.Server.Cli;

/// <summary>One limit that <c>--limit name=value</c> can change.</summary>
/// <param name="Name">Name in settings and errors, such as <c>max_series</c>.</param>
/// <param name="Kind">What its value looks like.</param>
/// <param name="Read">The value in force: a count, bytes, seconds or a ratio.</param>
/// <param name="Write">The limits with another value.</param>
internal sealed record LimitSetting(string Name, LimitKind Kind, Func<Limits, double> Read, Func<Limits, double, Limits> Write);
