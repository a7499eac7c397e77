using FsCheck;
using FsCheck.Fluent;
using Tta.Integrations.Testing;

namespace Tta.Integrations.Tests.Testing;

public sealed class OfflineTokenizerProperties
{
    [Fact]
    public void Tokens_JoinToTheText() => Prop.ForAll<string?>(text =>
        string.Concat(OfflineTokenizer.Split(text ?? "")) == (text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void Count_IsTheNumberOfTokensAndNoneIsEmpty() => Prop.ForAll<string?>(text =>
        OfflineTokenizer.Split(text ?? "").Count() == OfflineTokenizer.Count(text ?? "") && OfflineTokenizer.Split(text ?? "").All(token => token.Length > 0))
        .QuickCheckThrowOnFailure();
}
