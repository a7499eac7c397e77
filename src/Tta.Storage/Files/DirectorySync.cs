// Spec: POSIX.1-2017 open, fsync, close. The base class library opens no directories, so the three calls are made directly.
using System.Runtime.InteropServices;
using System.Text;

namespace Tta.Storage.Files;

internal static class DirectorySync
{
    public static void Run(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals names itself.
        }

        int descriptor = Open(Encoding.UTF8.GetBytes(path + "\0"), 0);
        if (descriptor < 0)
        {
            throw Failure(path);
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw Failure(path);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string path) =>
        new($"cannot sync directory {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

#pragma warning disable SYSLIB1054 // The source generator for imports needs unsafe code; these signatures need no marshalling.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
#pragma warning restore SYSLIB1054
}
