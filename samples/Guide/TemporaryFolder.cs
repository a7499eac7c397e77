namespace Guide;

/// <summary>A folder that goes when the example ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tta-guide-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
