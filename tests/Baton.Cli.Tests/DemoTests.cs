// The demo from end to end, with measurements a hundredth as long: a table, the words, and a chart that a browser and an
// image viewer will open.

using System.Text.Json.Nodes;
using System.Xml.Linq;
using Baton.Cli.Charts;
using Baton.Measures;
using SkiaSharp;
using Spectre.Console.Testing;

namespace Baton.Cli.Tests;

public sealed class DemoTests : IDisposable
{
    // A legend's sample and the dot at a line's end have a hundred pixels together.
    private const int LinePixelsMin = 300;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"baton-demo-{Guid.NewGuid():N}");
    private readonly TestConsole _out = new TestConsole().Width(200);
    private readonly TestConsole _error = new TestConsole().Width(200);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Demo_WithTinyDurations_WritesTableWordsAndCharts()
    {
        int exitCode = await RunAsync($"demo --threads 4 --async-callers 2 --rounds 1 --duration 20ms --output {_folder}");

        Assert.Equal(0, exitCode);
        foreach (string name in new[] { "HandoffMutex", "System.Threading.Lock", "Monitor", "SemaphoreSlim" })
            Assert.Contains(name, _out.Output, StringComparison.Ordinal);

        Assert.Contains("its longest wait", _out.Output, StringComparison.Ordinal);
        Assert.Contains("Compared with the luckiest caller", _out.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder, "waits.png"), _out.Output, StringComparison.Ordinal);
        AssertIsChartInSvg(Path.Combine(_folder, "waits.svg"));
        AssertIsPng(Path.Combine(_folder, "waits.png")).Dispose();
    }

    [Fact]
    public async Task Demo_AsJson_NamesItsChartsAndSaysItsWords()
    {
        Assert.Equal(0, await RunAsync($"demo --threads 2 --rounds 1 --duration 10ms --json --output {_folder}"));

        JsonNode document = JsonNode.Parse(_out.Output)!;
        Assert.Equal(2, document["words"]!.AsArray().Count);
        Assert.All(document["charts"]!.AsArray(), path => Assert.True(File.Exists((string?)path)));
    }

    [Fact]
    public async Task Demo_WithAFolderThatIsAFile_SaysSoAndExitsWithTwo()
    {
        await File.WriteAllTextAsync(_folder, "");
        try
        {
            int exitCode = await RunAsync($"demo --threads 2 --rounds 1 --duration 5ms --output {_folder}");

            Assert.Equal(2, exitCode);
            Assert.Contains("--output: cannot write the chart", _error.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Fact]
    public void ChartFont_HasEveryLetterThatTheChartNeeds()
    {
        ChartFont.Register();
        SKTypeface regular = ScottPlot.Fonts.GetTypeface(ChartFont.Family, bold: false, italic: false);

        Assert.Equal(ChartFont.Family, regular.FamilyName);
        Assert.True(regular.ContainsGlyphs("System.Threading.Lock, longest 1.25 µs 0123456789"));
    }

    [Fact]
    public void WaitChart_OfALockWithoutWaits_IsStillDrawn()
    {
        Directory.CreateDirectory(_folder);
        string png = Path.Combine(_folder, "empty.png");
        using var chart = new WaitChart("title", "scenario");
        chart.Add("idle", WaitRecorder.Merge([]));

        chart.SavePng(png);

        AssertIsPng(png).Dispose();
    }

    [Fact]
    public void WaitChart_OfFourLocks_HasALineInTheColourOfEach()
    {
        Directory.CreateDirectory(_folder);
        string png = Path.Combine(_folder, "four.png");
        using var chart = new WaitChart("title", "scenario");
        for (int shift = 0; shift < 4; shift++)
        {
            // Lines that lie beside each other: a thousand waits each, ten times longer from lock to lock.
            var recorder = new WaitRecorder();
            for (int wait = 1; wait <= 1_000; wait++)
                recorder.Record((long)(wait * 100 * Math.Pow(10, shift)));

            chart.Add($"lock {shift}", WaitRecorder.Merge([recorder]));
        }

        chart.SavePng(png);

        using SKBitmap picture = AssertIsPng(png);
        Dictionary<SKColor, int> pixels = picture.Pixels.CountBy(colour => colour).ToDictionary();
        foreach (string colour in new[] { "#FFFFFF", "#0072B2", "#D55E00", "#009E73", "#CC79A7" })
            Assert.True(pixels.GetValueOrDefault(SKColor.Parse(colour)) > LinePixelsMin, $"There is no line in {colour}.");
    }

    private Task<int> RunAsync(string line) => Tool.RunAsync(line.Split(' '), new Terminal(_out, _error));

    private static void AssertIsChartInSvg(string path)
    {
        XElement root = XDocument.Load(path).Root!;
        XNamespace svg = "http://www.w3.org/2000/svg";

        Assert.Equal(svg + "svg", root.Name);
        Assert.True(root.Descendants(svg + "path").Count() >= 4);
        Assert.Contains(root.Descendants(svg + "text"), text => text.Value.Contains("HandoffMutex", StringComparison.Ordinal));
    }

    private static SKBitmap AssertIsPng(string path)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], File.ReadAllBytes(path)[..8]);
        SKBitmap picture = SKBitmap.Decode(path);
        Assert.Equal((1200, 720), (picture.Width, picture.Height));
        return picture;
    }
}
