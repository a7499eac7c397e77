using Tta.Model;
using Tta.Storage.Tests.Files;
using Tta.Storage.Wal;

namespace Tta.Storage.Tests.Recovery;

/// <summary>Records whose checksum is right and whose payload is not: a store opens, whatever they say.</summary>
public sealed class HostileLogTests
{
    private const int Seed = 20260103;
    private const int Rounds = 1500;

    public static TheoryData<Signal, int> Cases
    {
        get
        {
            var cases = new TheoryData<Signal, int>();
            foreach (Signal signal in Enum.GetValues<Signal>())
            {
                cases.Add(signal, 12);
                cases.Add(signal, 200); // Compressed.
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task AnyPayload_UnderARightChecksum_OpensAndTakesData(Signal signal, int items)
    {
        var files = new FaultyFileSystem();
        await using (StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files)))
        {
            await store.AppendAsync([.. Enumerable.Range(0, items)]);
        }

        string path = Assert.Single(files.Paths);
        byte[] sound = files.Read(path);
        var random = new Random(Seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] log = Mutate(sound, random);
            files = new FaultyFileSystem();
            files.Replace(path, log);
            await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
            Assert.True(store.Status.ItemCount is >= 0 and <= 300, $"seed {Seed}, round {round}: {store.Status.ItemCount} items");
            AppendResult result = await store.AppendAsync(1000);
            Assert.True(result.AcceptedCount + result.RejectedCount == 1, $"seed {Seed}, round {round}: {result}");
        }
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        int first = WalFormat.SegmentHeaderBytes + WalFormat.RecordHeaderBytes;
        byte[] log = random.Next(4) == 0 ? sound[..random.Next(first, sound.Length)] : [.. sound];
        for (int changes = random.Next(1, 4); changes > 0 && log.Length > first; changes--)
        {
            log[random.Next(first, log.Length)] = (byte)(random.Next(3) switch { 0 => 0xff, 1 => 0, _ => random.Next(256) });
        }

        WalFormat.WriteRecordHeader(log.AsSpan(WalFormat.SegmentHeaderBytes), type: (byte)(random.Next(20) == 0 ? 2 : sound[WalFormat.SegmentHeaderBytes + 8]));
        return log;
    }
}
