using System.Buffers;
using System.IO.Pipelines;
using Tta.Server.Ingest;

namespace Tta.Server.Tests.Ingest;

/// <summary>Request bodies without requests.</summary>
internal static class Bodies
{
    public static RequestBody Read(byte[] bytes, BodyBudget budget)
    {
        Task<RequestBody> read = RequestBody.ReadAsync(
            PipeReader.Create(new ReadOnlySequence<byte>(bytes)), bytes.Length, int.MaxValue, budget, CancellationToken.None).AsTask();
        Assert.True(read.IsCompletedSuccessfully);
        return read.Result;
    }
}
