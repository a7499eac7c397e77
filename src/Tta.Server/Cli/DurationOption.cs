using System.CommandLine;
using System.Globalization;

namespace Tta.Server.Cli;

/// <summary>An option that takes a duration as people type it; its help shows the default the same way.</summary>
internal sealed class DurationOption : Option<TimeSpan?>
{
    private static readonly (string Unit, double Seconds)[] s_units = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

    private readonly TimeSpan _default;

    /// <summary>Creates the option.</summary>
    /// <param name="name">Name with its dashes.</param>
    /// <param name="description">What it does; the default is added.</param>
    /// <param name="defaultValue">Value when the option is absent; zero is not shown.</param>
    public DurationOption(string name, string description, TimeSpan defaultValue)
        : base(name)
    {
        _default = defaultValue;
        Description = defaultValue > TimeSpan.Zero ? $"{description} (default: {Typed(defaultValue)})" : description;
        HelpName = "DURATION";
        CustomParser = static result =>
        {
            if (DurationText.TryParse(result.Tokens[0].Value, out TimeSpan duration))
            {
                return duration;
            }

            result.AddError($"{result.Tokens[0].Value} is not a duration; use for example 30s, 15m, 1h30m or 2d");
            return null;
        };
    }

    /// <summary>What was given, or the default.</summary>
    public TimeSpan Value(ParseResult parsed) => parsed.GetValue(this) ?? _default;

    private static string Typed(TimeSpan duration)
    {
        (string unit, double seconds) = s_units.First(candidate => duration.TotalSeconds % candidate.Seconds == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds / seconds}{unit}");
    }
}
