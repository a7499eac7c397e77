using FsCheck;
using FsCheck.Fluent;

namespace Tta.Primitives.Tests.Retry;

public sealed class BackoffTests
{
    [Fact]
    public void Jitter_stays_in_its_band_and_below_the_limit() => Prop.ForAll(
        (from kind in Gen.Elements(BackoffKind.Exponential, BackoffKind.Linear, BackoffKind.Constant)
         from attempt in Gen.Choose(1, 2000)
         from baseMs in Gen.Choose(0, 120_000)
         from maxMs in Gen.Choose(0, 120_000)
         from factorTenths in Gen.Choose(10, 100)
         from random in Gen.Choose(0, 999_999)
         select (kind, attempt, baseMs, maxMs, factor: factorTenths / 10.0, random: random / 1_000_000.0)).ToArbitrary(),
        sample =>
        {
            var plain = new RetryOptions
            {
                Backoff = sample.kind, BaseDelay = TimeSpan.FromMilliseconds(sample.baseMs), MaxDelay = TimeSpan.FromMilliseconds(sample.maxMs),
                Factor = sample.factor, Jitter = false,
            };
            RetryOptions jittered = plain with { Jitter = true, Randomizer = () => sample.random };
            TimeSpan exact = plain.DelayAfter(sample.attempt);
            TimeSpan delay = jittered.DelayAfter(sample.attempt);
            return exact >= TimeSpan.Zero && exact <= plain.MaxDelay
                && delay <= plain.MaxDelay
                && delay >= (exact * 0.5) - TimeSpan.FromMicroseconds(1)
                && delay <= (exact * 1.5) + TimeSpan.FromMicroseconds(1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    [Fact]
    public void No_base_delay_is_no_wait_after_any_number_of_attempts()
    {
        var options = new RetryOptions { BaseDelay = TimeSpan.Zero, Factor = 10 };
        Assert.All((int[])[1, 2, 309, 310, 100_000], attempt => Assert.Equal(TimeSpan.Zero, options.DelayAfter(attempt)));
    }

    [Fact]
    public void The_wait_never_shrinks_from_attempt_to_attempt()
    {
        var options = new RetryOptions { Jitter = false };
        for (int attempt = 1; attempt < 3000; attempt++)
        {
            Assert.True(options.DelayAfter(attempt) <= options.DelayAfter(attempt + 1));
        }

        Assert.Equal(options.MaxDelay, options.DelayAfter(3000));
    }
}
