namespace Tta.Observability.Tests.Fakes;

/// <summary>How long a test waits for what must happen. Never reached when all is well, also on a machine that is busy.</summary>
internal static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
}
