using Tta.TestKit;

namespace Tta.Observability.Tests.PublicApi;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() => PublicSurface.AssertApproved(typeof(TtaObservability).Assembly);
}
