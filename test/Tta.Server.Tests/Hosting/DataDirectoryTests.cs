using Tta.Server.Hosting;

namespace Tta.Server.Tests.Hosting;

public sealed class DataDirectoryTests
{
    [Fact]
    public async Task The_data_directory_is_private_and_used_by_one_process_at_a_time()
    {
        string parent = Directory.CreateTempSubdirectory("tta-data-").FullName;
        string directory = Path.Combine(parent, "new", "data");
        try
        {
            await using RunningServer server = await RunningServer.StartAsync(o => o with { DataDirectory = directory });
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
            }

            ServerStartException error = await Assert.ThrowsAsync<ServerStartException>(
                () => RunningServer.StartAsync(o => o with { DataDirectory = directory }));
            Assert.Contains(directory, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }
}
