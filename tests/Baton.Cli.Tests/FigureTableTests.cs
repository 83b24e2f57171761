using System.Text;
using Baton.Cli.Reports;
using Xunit;

namespace Baton.Cli.Tests;

public sealed class FigureTableTests
{
    private static readonly FigureTable Table = new("hop, 1 flow", ["", "time/op", "ratio"], [["thread pool", "78 ns", "1.00"], ["fibers [off]", "90 ns", "1.15"]]);

    [Fact]
    public void AppendMarkdown_HasATitle_ARowForEach_AndFiguresToTheRight()
    {
        var text = new StringBuilder("before\n");
        Table.AppendMarkdown(text);

        Assert.Equal(
            "before\n\n**hop, 1 flow**\n\n|  | time/op | ratio |\n|---|---:|---:|\n| thread pool | 78 ns | 1.00 |\n| fibers [off] | 90 ns | 1.15 |\n",
            text.ToString());
    }

    [Fact]
    public void AppendMarkdown_OnADisturbedMachine_SaysSo()
    {
        var text = new StringBuilder();
        (Table with { ForeignShare = 0.123 }).AppendMarkdown(text);

        Assert.EndsWith("\n\nUp to 12 % of the machine was used by others.\n", text.ToString());
    }

    [Fact]
    public void Write_ShowsBracketsAsTheyAre()
    {
        var writer = new StringWriter();
        Table.Write(Spectre.Console.AnsiConsole.Create(new() { Out = new Spectre.Console.AnsiConsoleOutput(writer) }));

        Assert.Contains("fibers [off]", writer.ToString());
    }
}
