using FsCheck;
using FsCheck.Fluent;

namespace Tta.Wire.Tests;

/// <summary>Properties over seeds of the whole range; FsCheck prints the seed that fails.</summary>
internal static class Seeds
{
    public static void ForAll(int count, Action<int> check) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(count));
}
