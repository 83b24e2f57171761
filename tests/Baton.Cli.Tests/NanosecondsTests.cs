using Baton.Measures;

namespace Baton.Cli.Tests;

public sealed class NanosecondsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("50ns", 50)]
    [InlineData("1us", 1_000)]
    [InlineData("1µs", 1_000)]
    [InlineData("1.5 ms", 1_500_000)]
    [InlineData("2S", 2e9)]
    public void TryParse_ATimeWithItsUnit_ReadsIt(string text, double expected)
    {
        Assert.True(Nanoseconds.TryParse(text, out Nanoseconds time));
        Assert.Equal(expected, time.Value, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("50")]
    [InlineData("us")]
    [InlineData("-1us")]
    [InlineData("1.2.3us")]
    [InlineData("1e3ns")]
    [InlineData("5parsecs")]
    public void TryParse_AnythingElse_Refuses(string? text) => Assert.False(Nanoseconds.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(41, "41 ns")]
    [InlineData(999.4, "999 ns")]
    [InlineData(999.6, "1 µs")]
    [InlineData(1_044, "1.04 µs")]
    [InlineData(67_340, "67.3 µs")]
    [InlineData(97_300_000, "97.3 ms")]
    [InlineData(1.39e9, "1.39 s")]
    [InlineData(75e9, "75 s")]
    public void ToString_OfAnyLength_HasThreeDigitsAndTheUnitThatFits(double nanoseconds, string expected) =>
        Assert.Equal(expected, new Nanoseconds(nanoseconds).ToString());
}
