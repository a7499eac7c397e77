namespace Tta.Agent.Forwarding;

/// <summary>Told what a forwarder does, to count and log it. No text it is told holds anything of what is forwarded. Thread-safe.</summary>
public interface IForwardObserver
{
    /// <summary>The receiver took things.</summary>
    void Sent(int count);

    /// <summary>The receiver refused things for good; they are set aside.</summary>
    /// <param name="reason">Such as http_400.</param>
    /// <param name="count">How many.</param>
    void Refused(string reason, int count);

    /// <summary>A request failed and is tried again.</summary>
    /// <param name="reason">Such as http_503, timeout or network.</param>
    /// <param name="message">What, where and what to do.</param>
    void Failed(string reason, string message);
}
