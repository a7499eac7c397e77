using System.Text;

namespace Tta.Integrations.Tests;

/// <summary>Gives some bytes and then fails, as a connection that is reset does.</summary>
internal sealed class BrokenStream(string start) : MemoryStream(Encoding.UTF8.GetBytes(start))
{
    public override bool CanSeek => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await base.ReadAsync(buffer, cancellationToken);
        return count > 0 ? count : throw new IOException("connection reset by peer");
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = base.Read(buffer, offset, count);
        return read > 0 ? read : throw new IOException("connection reset by peer");
    }
}
