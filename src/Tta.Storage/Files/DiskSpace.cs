namespace Tta.Storage.Files;

/// <summary>Space of a disk.</summary>
/// <param name="FreeBytes">Bytes this process may still use.</param>
/// <param name="TotalBytes">Size of the disk.</param>
public readonly record struct DiskSpace(long FreeBytes, long TotalBytes);
