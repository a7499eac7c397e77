using System.Security.Cryptography;
using System.Text;
using Tta.Server.Hosting;

namespace Tta.Server.Langfuse;

/// <summary>
/// The keys of the one Langfuse project that this server holds. They are made at the first run (or taken from
/// <c>LANGFUSE_PUBLIC_KEY</c> and <c>LANGFUSE_SECRET_KEY</c>) and kept in a file that only the user can read, in the form a shell can
/// source. The secret is shown nowhere else.
/// </summary>
internal sealed record ProjectKeys(string PublicKey, string SecretKey, string Path)
{
    public const string FileName = "langfuse.env";
    private const string PublicName = "LANGFUSE_PUBLIC_KEY";
    private const string SecretName = "LANGFUSE_SECRET_KEY";

    /// <summary>Reads the file, or writes it.</summary>
    /// <param name="directory">Data directory, which this process owns.</param>
    /// <param name="environment">Value of an environment variable.</param>
    /// <exception cref="ServerStartException">The file cannot be read or written, or holds no keys.</exception>
    public static ProjectKeys LoadOrCreate(string directory, Func<string, string?> environment)
    {
        string path = System.IO.Path.Combine(directory, FileName);
        try
        {
            return File.Exists(path) ? Read(path) : Create(path, environment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"cannot keep the Langfuse keys in {path}: {e.Message}", e);
        }
    }

    private static ProjectKeys Read(string path)
    {
        string? publicKey = null;
        string? secretKey = null;
        foreach (string line in File.ReadLines(path))
        {
            publicKey ??= ValueOf(line, PublicName);
            secretKey ??= ValueOf(line, SecretName);
        }

        return publicKey is not null && secretKey is not null
            ? new ProjectKeys(publicKey, secretKey, path)
            : throw new ServerStartException($"{path} must have the lines {PublicName}=... and {SecretName}=...; mend it, or delete it to get new keys");
    }

    private static string? ValueOf(string line, string name) =>
        line.Length > name.Length + 1 && line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] == '=' ? line[(name.Length + 1)..].Trim() : null;

    private static ProjectKeys Create(string path, Func<string, string?> environment)
    {
        ProjectKeys keys = environment(PublicName) is { Length: > 0 } publicKey && environment(SecretName) is { Length: > 0 } secretKey
            ? new ProjectKeys(publicKey, secretKey, path)
            : new ProjectKeys("pk-lf-" + RandomId(), "sk-lf-" + RandomId(), path);
        string text = $"# Keys of Langfuse clients for this tta. To use them in a shell: set -a; . {path}; set +a\n{PublicName}={keys.PublicKey}\n{SecretName}={keys.SecretKey}\n";

        // Half a file would be taken for the keys at the next start.
        string temporary = path + ".tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Delete(temporary);
        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path);
        return keys;
    }

    private static string RandomId() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
}
