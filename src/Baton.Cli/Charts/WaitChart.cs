// The distributions of the waits, one line a lock, on two logarithmic axes: to the right how long, downwards how rare.
// A line that drops early is a lock whose unlucky callers wait little. A histogram would not do: one wait in a million
// is what matters here, and it would be a millionth of a bar high.

using System.Globalization;
using Baton.Measures;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Baton.Cli.Charts;

/// <summary>Draws how long callers waited.</summary>
internal sealed class WaitChart : IDisposable
{
    private const int Width = 1200;
    private const int Height = 720;

    // Shorter waits than this are mostly the cost of reading the clock.
    private const double WaitNanosecondsMin = 10;

    // Okabe and Ito's colours, which the colour-blind can tell apart.
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    private readonly Plot _plot = new();
    private int _lines;
    private double _rarest = 1;
    private double _longest = WaitNanosecondsMin;

    /// <param name="title">What the chart shows.</param>
    /// <param name="scenario">Under which circumstances.</param>
    public WaitChart(string title, string scenario)
    {
        ChartFont.Register();
        _plot.Title($"{title}\n{scenario}", size: 20);
        _plot.Font.Set(ChartFont.Family);
        _plot.XLabel("wait for the lock", size: 16);
        _plot.YLabel("acquisitions that waited at least so long", size: 16);
        _plot.FigureBackground.Color = Color.FromHex("#FFFFFF");
        _plot.Grid.MajorLineColor = Color.FromHex("#E4E4E4");
        _plot.Legend.FontSize = 15;
        _plot.Legend.OutlineColor = Color.FromHex("#C8C8C8");
        _plot.Legend.ShadowOffset = new PixelOffset(0, 0);
    }

    /// <summary>Adds one lock's waits.</summary>
    public void Add(string name, WaitDistribution waits)
    {
        if (waits.Count == 0)
            return;

        double[] x = [.. waits.Complement().Select(point => ToAxis(point.Wait.Value))];
        double[] y = [.. waits.Complement().Select(point => Math.Log10(point.PartAtLeast))];
        Color colour = Color.FromHex(Colours[_lines++ % Colours.Length]);
        Scatter line = _plot.Add.Scatter(x, y, colour);
        line.LineWidth = 2.5f;
        line.MarkerSize = 0;
        line.ConnectStyle = ConnectStyle.StepVertical;
        line.LegendText = $"{name}, longest {waits.Longest}";
        _plot.Add.Marker(x[^1], y[^1], MarkerShape.FilledCircle, 9, colour);
        _rarest = Math.Min(_rarest, 1.0 / waits.Count);
        _longest = Math.Max(_longest, waits.Longest.Value);
    }

    /// <summary>Writes the chart as a picture of points.</summary>
    public void SavePng(string path) => Finished().SavePng(path, Width, Height);

    /// <summary>Writes the chart as a picture of lines.</summary>
    public void SaveSvg(string path) => Finished().SaveSvg(path, Width, Height);

    /// <inheritdoc/>
    public void Dispose() => _plot.Dispose();

    private Plot Finished()
    {
        int decadeFirst = (int)Math.Log10(WaitNanosecondsMin);
        int decadeLast = (int)Math.Ceiling(Math.Log10(_longest));
        int rarestDecade = (int)Math.Floor(Math.Log10(_rarest));
        var waits = new NumericManual();
        for (int decade = decadeFirst; decade <= decadeLast; decade++)
            waits.AddMajor(decade, new Nanoseconds(Math.Pow(10, decade)).ToString());

        var parts = new NumericManual();
        for (int decade = 0; decade >= rarestDecade; decade--)
            parts.AddMajor(decade, Part(-decade));

        _plot.Axes.Bottom.TickGenerator = waits;
        _plot.Axes.Left.TickGenerator = parts;
        _plot.Axes.Bottom.TickLabelStyle.FontSize = 14;
        _plot.Axes.Left.TickLabelStyle.FontSize = 14;
        _plot.Axes.SetLimits(decadeFirst, decadeLast, rarestDecade, 0.15);
        _plot.ShowLegend(Alignment.LowerLeft);
        return _plot;
    }

    private static double ToAxis(double nanoseconds) => Math.Log10(Math.Max(nanoseconds, WaitNanosecondsMin));

    private static string Part(int decade) => decade switch
    {
        0 => "all",
        _ => "1 in " + Math.Pow(10, decade).ToString("#,0", CultureInfo.InvariantCulture),
    };
}
