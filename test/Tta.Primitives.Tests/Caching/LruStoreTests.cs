using FsCheck;
using FsCheck.Fluent;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Caching;

public sealed class LruStoreTests
{
    /// <summary>A list, latest use first, says what a bounded, ageing store should hold.</summary>
    [Fact]
    public void The_store_holds_what_the_plain_model_holds() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            var random = new Random(seed);
            var clock = new ManualTimeProvider();
            var options = new CacheOptions<int> { MaxEntries = random.Next(1, 6), MaxBytes = random.Next(20, 120), TimeToLive = TimeSpan.FromSeconds(10), TimeProvider = clock };
            var store = new LruStore<int>(options);
            var model = new List<(string Key, int Value, long Bytes, DateTimeOffset At)>();
            for (int i = 0; i < 200; i++)
            {
                string key = $"{random.Next(8)}";
                switch (random.Next(4))
                {
                    case 0:
                        clock.Advance(TimeSpan.FromSeconds(random.Next(5)));
                        break;
                    case 1:
                        int size = random.Next(30);
                        int evicted = store.Set(key, i, size);
                        model.RemoveAll(entry => entry.Key == key);
                        model.Insert(0, (key, i, size + 2, clock.GetUtcNow()));
                        int before = model.Count;
                        while (model.Count > options.MaxEntries || model.Sum(entry => entry.Bytes) > options.MaxBytes)
                        {
                            model.RemoveAt(model.Count - 1);
                        }

                        Assert.Equal(before - model.Count, evicted);
                        break;
                    case 2:
                        Assert.Equal(model.RemoveAll(entry => clock.GetUtcNow() - entry.At >= options.TimeToLive), store.RemoveExpired());
                        break;
                    default:
                        int found = model.FindIndex(entry => entry.Key == key);
                        bool fresh = found >= 0 && clock.GetUtcNow() - model[found].At < options.TimeToLive;
                        Assert.Equal(fresh, store.TryGet(key, out int value, out TimeSpan? age));
                        Assert.Equal(found >= 0 ? clock.GetUtcNow() - model[found].At : null, age);
                        if (found >= 0)
                        {
                            (string Key, int Value, long Bytes, DateTimeOffset At) entry = model[found];
                            model.RemoveAt(found);
                            if (fresh)
                            {
                                Assert.Equal(entry.Value, value);
                                model.Insert(0, entry);
                            }
                        }

                        break;
                }

                Assert.Equal((model.Count, model.Sum(entry => entry.Bytes)), (store.Count, store.SizeBytes));
            }
        }).QuickCheckThrowOnFailure();
}
