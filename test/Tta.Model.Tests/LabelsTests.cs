using FsCheck;
using FsCheck.Fluent;

namespace Tta.Model.Tests;

public sealed class LabelsTests
{
    [Fact]
    public void From_UnsortedWithDuplicatesAndEmptyValues_SortsKeepsTheLastAndDropsTheEmpty()
    {
        Labels labels = Labels.From(new Label("b", "1"), new Label("a", "x"), new Label("b", "2"), new Label("c", ""));
        Assert.Equal("{a=\"x\", b=\"2\"}", labels.ToString());
        Assert.Equal("", labels["c"]);
        Assert.False(labels.Has("c"));
    }

    [Fact]
    public void Equality_IsByContent()
    {
        Labels one = Labels.Of("job", "tta", "instance", "a");
        Labels other = Labels.Of("instance", "a", "job", "tta");
        Assert.Equal(one, other);
        Assert.True(one == other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, Labels.Of("instance", "b", "job", "tta"));
    }

    [Fact]
    public void CompareTo_OrdersByNameThenValueThenLength()
    {
        Labels[] sorted = [Labels.Empty, Labels.Of("a", "1"), Labels.Of("a", "1", "b", "1"), Labels.Of("a", "2"), Labels.Of("b", "0")];
        for (int i = 0; i < sorted.Length; i++)
        {
            for (int j = 0; j < sorted.Length; j++)
            {
                Assert.Equal(i.CompareTo(j), Math.Sign(sorted[i].CompareTo(sorted[j])));
            }
        }
    }

    [Fact]
    public void ToString_EscapesQuotesBackslashesAndNewlines() =>
        Assert.Equal("{a=\"x\\\"\\\\\\n\"}", Labels.Of("a", "x\"\\\n").ToString());

    [Fact]
    public void Encoded_RoundTripsAnyLabelSet()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<Dictionary<NonEmptyString, NonEmptyString>>(), pairs =>
        {
            var builder = new LabelsBuilder();
            foreach ((NonEmptyString name, NonEmptyString value) in pairs)
            {
                if (IsText(name.Get) && IsText(value.Get))
                {
                    builder.Set(name.Get, value.Get);
                }
            }

            Labels labels = builder.Build();
            var arena = new ByteArena(1);
            arena.Add("before");
            ByteSlice slice = EncodedLabels.Write(arena, labels);
            Assert.Equal(labels, EncodedLabels.Read(arena.Get(slice)));
        }).QuickCheckThrowOnFailure();

        // A lone surrogate has no UTF-8 form.
        static bool IsText(string text) => !text.Any(char.IsSurrogate);
    }

    [Fact]
    public void Encoded_Damaged_IsRefusedWithItsPosition()
    {
        byte[] damaged = [5, (byte)'a'];
        var error = Assert.Throws<InvalidDataException>(() => EncodedLabels.Read(damaged));
        Assert.Contains("malformed label set at byte 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryGet_FindsLabelsInTheirEncodedForm()
    {
        var arena = new ByteArena();
        ByteSlice slice = EncodedLabels.Write(arena, Labels.Of("a", "1", "job", "tta"));
        Assert.True(EncodedLabels.TryGet(arena.Get(slice), "job"u8, out ReadOnlySpan<byte> value));
        Assert.True(value.SequenceEqual("tta"u8));
        Assert.False(EncodedLabels.TryGet(arena.Get(slice), "jo"u8, out _));
    }
}
