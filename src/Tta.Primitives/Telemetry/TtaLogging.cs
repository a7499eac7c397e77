using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tta.Primitives;

/// <summary>Where the primitives log to. Silent until told.</summary>
public static class TtaLogging
{
    private static volatile ILoggerFactory s_factory = NullLoggerFactory.Instance;
    private static volatile ILogger s_logger = NullLogger.Instance;

    /// <summary>
    /// Makes the logger of the primitives, category <see cref="TtaPrimitivesTelemetry.LogCategory"/>. Set it once at start; null
    /// means silence. Default: silence. Thread-safe.
    /// </summary>
    public static ILoggerFactory LoggerFactory
    {
        get => s_factory;
        set
        {
            s_factory = value ?? NullLoggerFactory.Instance;
            s_logger = new GuardedLogger(s_factory.CreateLogger(TtaPrimitivesTelemetry.LogCategory));
        }
    }

    internal static ILogger Logger => s_logger;

    internal static bool IsActive => s_factory != NullLoggerFactory.Instance;
}
