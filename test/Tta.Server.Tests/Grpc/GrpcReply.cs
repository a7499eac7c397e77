namespace Tta.Server.Tests.Grpc;

/// <summary>What a call was answered.</summary>
/// <param name="Status">Number of the status.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="Messages">The messages of the stream.</param>
internal sealed record GrpcReply(string Status, string Text, IReadOnlyList<byte[]> Messages);
