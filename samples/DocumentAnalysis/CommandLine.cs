using System.Globalization;

namespace DocumentAnalysis;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        usage: DocumentAnalysis [--documents N] [--concurrency N] [--seed S] [--once | --duration SECONDS] [--linger]
               DocumentAnalysis --describe

          --documents N         documents to analyse (default 12)
          --concurrency N       documents in flight (default 4)
          --seed S              changes documents, answers, latencies and failures (default 42)
          --once                analyse the documents and end (the default)
          --duration SECONDS    keep feeding documents for so long
          --describe            print the workflow as a Mermaid diagram and end
          --linger              stay afterwards, with /metrics, until standard input closes or the process is told to stop
        """;

    public int Documents { get; init; } = 12;

    public int Concurrency { get; init; } = 4;

    public int Seed { get; init; } = 42;

    /// <summary>How long to keep feeding; null for one round of <see cref="Documents"/>.</summary>
    public TimeSpan? Duration { get; init; }

    public bool Linger { get; init; }

    public bool Describe { get; init; }

    /// <exception cref="FormatException">An option is unknown or its value is wrong.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        CommandLine result = new();
        for (int i = 0; i < arguments.Count; i++)
        {
            string option = arguments[i];
            result = option switch
            {
                "--once" => result with { Duration = null },
                "--describe" => result with { Describe = true },
                "--linger" => result with { Linger = true },
                "--documents" => result with { Documents = Next(1) },
                "--concurrency" => result with { Concurrency = Next(1) },
                "--seed" => result with { Seed = Next(int.MinValue) },
                "--duration" => result with { Duration = TimeSpan.FromSeconds(Next(1)) },
                _ => throw new FormatException($"unknown option '{option}'"),
            };

            int Next(int min) => ++i < arguments.Count && int.TryParse(arguments[i], CultureInfo.InvariantCulture, out int value) && value >= min
                ? value
                : throw new FormatException($"{option} needs a whole number{(min > int.MinValue ? $" of at least {min}" : "")}");
        }

        return result;
    }
}
