namespace Tta.Wire.RemoteWrite;

/// <summary>Message of a remote-write request, told by its content type.</summary>
public enum RemoteWriteVersion
{
    /// <summary>prometheus.WriteRequest.</summary>
    V1,

    /// <summary>io.prometheus.write.v2.Request.</summary>
    V2,
}
