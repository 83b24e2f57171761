using Baton.Measures;

namespace Baton.Cli.Tests;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 8, 2, 4, 100 }, 6)]
    public void Median_OfSamplesInAnyOrder_IsTheMiddle(double[] samples, double expected) =>
        Assert.Equal(expected, Statistics.Median(samples));

    [Fact]
    public void Median_OfNothing_IsRefused() => Assert.Throws<ArgumentException>(() => Statistics.Median([]));

    [Fact]
    public void GeometricMean_OfTwiceAndHalf_IsOne() => Assert.Equal(1, Statistics.GeometricMean([2, 0.5]), 12);

    [Fact]
    public void GeometricMean_WithAZero_IsZero() => Assert.Equal(0, Statistics.GeometricMean([2, 0]));

    [Fact]
    public void GeometricMean_OfNothing_IsRefused() => Assert.Throws<ArgumentException>(() => Statistics.GeometricMean([]));

    [Theory]
    [InlineData(new long[] { 7, 7, 7, 7 }, 1)]
    [InlineData(new long[] { 12, 0, 0, 0 }, 0.25)]
    [InlineData(new long[] { 1, 3 }, 0.8)]
    [InlineData(new long[] { 0, 0 }, 1)]
    [InlineData(new long[0], 1)]
    public void JainIndex_OfShares_MatchesItsDefinition(long[] shares, double expected) =>
        Assert.Equal(expected, Statistics.JainIndex(shares), 12);

    [Fact]
    public void JainIndex_OfSharesWhoseSquaresOverflow_StaysExact() =>
        Assert.Equal(1, Statistics.JainIndex([long.MaxValue / 4, long.MaxValue / 4]), 12);

    [Theory]
    [InlineData(new long[] { 2, 8, 4 }, 0.25)]
    [InlineData(new long[] { 0, 8 }, 0)]
    [InlineData(new long[] { 0, 0 }, 1)]
    [InlineData(new long[0], 1)]
    public void MinOverMax_OfShares_ComparesTheExtremes(long[] shares, double expected) =>
        Assert.Equal(expected, Statistics.MinOverMax(shares));
}
