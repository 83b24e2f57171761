// The few figures that the tables are made of.

namespace Baton.Measures;

/// <summary>Summaries of samples.</summary>
public static class Statistics
{
    /// <summary>The middle sample, or the mean of the two middle ones.</summary>
    /// <exception cref="ArgumentException">There are no samples.</exception>
    public static double Median(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples];
        if (sorted.Length == 0)
            throw new ArgumentException("A median needs at least one sample.", nameof(samples));

        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The n-th root of the product: the mean to use for ratios. Zero when a sample is zero.</summary>
    /// <exception cref="ArgumentException">There are no samples.</exception>
    public static double GeometricMean(IEnumerable<double> samples)
    {
        double sumOfLogarithms = 0;
        int count = 0;
        foreach (double sample in samples)
        {
            sumOfLogarithms += Math.Log(sample);
            count++;
        }

        if (count == 0)
            throw new ArgumentException("A mean needs at least one sample.", nameof(samples));

        return Math.Exp(sumOfLogarithms / count);
    }

    /// <summary>
    /// Jain's fairness index of what each caller got: 1 when all got the same, 1/n when one got everything.
    /// It is 1 when nobody got anything, for then all got the same.
    /// </summary>
    public static double JainIndex(IReadOnlyCollection<long> shares)
    {
        double sum = 0;
        double sumOfSquares = 0;
        foreach (long share in shares)
        {
            sum += share;
            sumOfSquares += (double)share * share;
        }

        return sumOfSquares == 0 ? 1 : sum * sum / (shares.Count * sumOfSquares);
    }

    /// <summary>What the caller with the fewest acquisitions got, relative to the one with the most; 1 when nobody got any.</summary>
    public static double MinOverMax(IReadOnlyCollection<long> shares)
    {
        if (shares.Count == 0)
            return 1;

        long max = shares.Max();
        return max == 0 ? 1 : (double)shares.Min() / max;
    }
}
