namespace Baton.Scheduling.Classes;

/// <summary>What a nice value weighs: 1,024 at nice 0, and a quarter more for each step towards −20.</summary>
internal static class NiceWeight
{
    /// <summary>The weight of nice 0. Virtual time passes for such a fiber as real time does.</summary>
    public const int Unit = 1024;

    private static readonly int[] Weights = Compute();

    /// <summary>The weight of a nice value from −20 (88,818) to 19 (15).</summary>
    public static int Of(int nice) => Weights[nice - SchedulingPolicy.MinNice];

    // 1024 x 1.25^-nice, rounded; in integers, so that every machine gets the same.
    private static int[] Compute()
    {
        int[] weights = new int[SchedulingPolicy.MaxNice - SchedulingPolicy.MinNice + 1];
        for (int nice = SchedulingPolicy.MinNice; nice <= SchedulingPolicy.MaxNice; nice++)
        {
            long up = Unit;
            long down = 1;
            for (int step = 0; step < Math.Abs(nice); step++)
            {
                up *= nice < 0 ? 5 : 4;
                down *= nice < 0 ? 4 : 5;
            }

            weights[nice - SchedulingPolicy.MinNice] = (int)((up + (down / 2)) / down);
        }

        return weights;
    }
}
