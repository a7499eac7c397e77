using FsCheck;
using FsCheck.Fluent;

namespace Tta.Integrations.Tests.Supabase;

public sealed class SupabaseFilterProperties
{
    [Fact]
    public void Values_NeverAddParametersAndArriveAsTheyAre() => Prop.ForAll<NonNull<string>, NonNull<string>>((a, b) =>
    {
        // Unpaired surrogates have no UTF-8 form, in a URL or anywhere.
        string[] values = [.. new[] { a.Get, b.Get }.Select(value => new string([.. value.Where(c => !char.IsSurrogate(c))]))];
        string path = SupabaseTable.Named("t").Where("x", SupabaseFilter.EqualTo(values[0])).Where("y", SupabaseFilter.NotEqualTo(values[1])).Select().Path;
        string[] parameters = path[(path.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&');
        return parameters.Length == 3
            && Uri.UnescapeDataString(parameters[1]) == $"x=eq.{values[0]}"
            && Uri.UnescapeDataString(parameters[2]) == $"y=neq.{values[1]}";
    }).QuickCheckThrowOnFailure();
}
