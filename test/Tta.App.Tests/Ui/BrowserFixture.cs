using Tta.App.Tests.Hosting;

namespace Tta.App.Tests.Ui;

/// <summary>One browser for the tests of a class.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    internal Browser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (ExternalProgram.Find("chromium") is not null && ExternalProgram.Find("node") is not null)
        {
            Browser = await Browser.LaunchAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }
    }
}
