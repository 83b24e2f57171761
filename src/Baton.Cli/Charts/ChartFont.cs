// The typeface of the charts, carried in the assembly. Container images of .NET have no fonts at all, and a chart drawn
// there with a font of the system has no letters in it.

using ScottPlot;
using SkiaSharp;

namespace Baton.Cli.Charts;

/// <summary>Gives ScottPlot the embedded typeface.</summary>
internal sealed class ChartFont : IFontResolver
{
    public const string Family = "Inter";

    private static readonly Lazy<ChartFont> Instance = new(() =>
    {
        var font = new ChartFont();
        Fonts.FontResolvers.Insert(0, font);
        Fonts.Default = Family;
        return font;
    });

    private readonly SKTypeface _regular = Load("Inter-Regular.otf");
    private readonly SKTypeface _semiBold = Load("Inter-SemiBold.otf");

    private ChartFont()
    {
    }

    /// <summary>Makes the typeface known; without effect when it is.</summary>
    public static void Register() => _ = Instance.Value;

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.SemiBold, slant != FontSlant.Upright);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName != Family ? null : bold ? _semiBold : _regular;

    private static SKTypeface Load(string file)
    {
        using Stream stream = typeof(ChartFont).Assembly.GetManifestResourceStream($"Baton.Cli.Charts.{file}")
            ?? throw new InvalidOperationException($"The assembly lacks its resource {file}.");
        return SKTypeface.FromStream(stream);
    }
}
