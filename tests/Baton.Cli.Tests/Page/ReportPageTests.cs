// The report page as a reader meets it: the tool writes it, a real browser opens it from disk, and mouse and keys do the rest.
// What is drawn on a canvas cannot be read back, so these tests ask the page's own rows where something is, point there, and
// see what the page tells.

using System.Globalization;
using System.Text.Json.Nodes;

namespace Baton.Cli.Tests.Page;

public sealed class ReportPageTests(Chromium browser) : ReportPageTest(browser)
{
    [Fact]
    public async Task Page_FromDisk_DrawsItselfWithoutAskingAnybody()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--compare off,pi,on --duration 300ms");

        Assert.Empty(page.Errors);
        Assert.All(page.Requests, address => Assert.StartsWith("file:", address, StringComparison.Ordinal));
        Assert.Equal("true", (string?)await page.EvaluateAsync("document.documentElement.dataset.ready"));
        Assert.Equal("inversion.json", await page.TextAsync("#title"));
        Assert.Equal(3, await page.NumberAsync("document.querySelectorAll('.panel canvas').length"));
        Assert.True(await page.NumberAsync(
            "(() => { const c = document.querySelector('.panel canvas'); return new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size; })()") > 20);
    }

    [Fact]
    public async Task Page_OfSeveralVariants_ShowsTheSameFiguresAsTheTool()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--compare off,on --duration 300ms --json");

        JsonArray results = JsonNode.Parse(Out.Output)!.AsArray();
        JsonArray shown = (await page.EvaluateAsync(
            "page.variants.map(v => v.tasks.map(t => [t.name, t.response.p99, t.response.max, t.inverted]))"))!.AsArray();
        Assert.Equal(
            results.Select(each => string.Join(';', each!["result"]!["tasks"]!.AsArray().Select(task =>
                $"{task!["activity"]!["name"]},{task["activity"]!["responseTime"]!["p99"]},{task["activity"]!["responseTime"]!["max"]},{task["inversionNanoseconds"]}"))),
            shown.Select(each => string.Join(';', each!.AsArray().Select(task => string.Join(',', task!.AsArray())))));
        Assert.Equal(["task", "off", "on"], await TextsAsync(page, ".glance thead th"));
        Assert.Equal(["ui", "index", "backup"], await TextsAsync(page, ".glance tbody th", ".firstChild"));
    }

    [Fact]
    public async Task Page_WithRealRunsBesideSimulatedOnes_ShowsEachWithItsTimelineAndItsFigures()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--compare off,pi,on --beside-real baton --duration 200ms --json");

        Assert.Empty(page.Errors);
        Assert.Equal("task;off;off, real;pi;on;on, real", string.Join(';', await TextsAsync(page, ".glance thead th")));
        Assert.Equal(5, await page.NumberAsync("document.querySelectorAll('.panel canvas').length"));
        Assert.Equal(0, await page.NumberAsync("page.variants.filter(v => v.threads.some(t => t.count === 0)).length"));
        JsonNode real = JsonNode.Parse(Out.Output)![0]!["real"]!;
        Assert.Equal(
            real["taskTotals"]!.AsArray().Select(task => $"{task!["name"]},{task["responseTime"]!["p99"]},{task["lending"]!["executedNanoseconds"]}"),
            (await page.EvaluateAsync("page.variants[1].tasks.map(t => [t.name, t.response.p99, t.ran])"))!.AsArray().Select(task => string.Join(',', task!.AsArray())));
        Assert.Equal(
            real["inversionTotals"]!.AsArray().Where(total => (string?)total!["victim"] == "ui").Sum(total => (long)total!["nanoseconds"]!),
            await page.NumberAsync("page.variants[1].tasks[0].inverted"));
    }

    [Fact]
    public async Task Inversion_WhenClicked_IsShownInTheTimelineAndToldInASentence()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--proxy off --duration 300ms");
        await page.ClickAsync("#whole");
        double whole = await page.NumberAsync("page.timeline.view.length");

        await page.ClickAsync("#inversions button");

        string sentence = await page.TextAsync("#inversions button");
        Assert.Matches(@"^At \d+\.\d ms ui-0 had waited \S+ ms for db, held by backup-2, kept off CPU 0 by index-1 for \S+ ms\.$", sentence);
        Assert.Equal(sentence, await page.TextAsync("#told"));
        Assert.Contains(sentence, Out.Output.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.True(await page.NumberAsync("page.timeline.view.length") < whole / 5);
        Assert.Equal(1, await page.NumberAsync("Number(page.timeline.view.start <= page.variants[0].inversions[0].start && page.timeline.view.end >= page.variants[0].inversions[0].end)"));
    }

    [Fact]
    public async Task Pointer_OverABlockedThread_TellsWhoHoldsTheMutexAndWhoRunsInstead()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--proxy off --duration 300ms");

        (double x, double y) = await PlaceAsync(page, "ui", State.Blocked, "index");
        await page.MoveAsync(x, y);

        Assert.Equal(0, await page.NumberAsync("Number(document.getElementById('tooltip').hidden)"));
        string told = await page.TextAsync("#tooltip");
        Assert.Contains("ui-0 waits for db", told, StringComparison.Ordinal);
        Assert.Contains("db is held by backup-2, which could run; CPU 0 runs index-1 (fifo 20).", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pointer_OverAProxy_TellsOnWhoseBehalfItRuns()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--proxy on --duration 300ms");

        (double x, double y) = await PlaceAsync(page, "backup", State.Proxying);
        await page.MoveAsync(x, y);

        string told = await page.TextAsync("#tooltip");
        Assert.Contains("backup-2 runs for ui-0 on CPU 0", told, StringComparison.Ordinal);
        Assert.Contains("ui-0 waits for db and lends its place: fifo 30 instead of fifo 10.", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wheel_OverTheTimeline_ZoomsAndLeavesTheMomentUnderThePointer()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--proxy off --duration 300ms");
        await page.ClickAsync("#whole");
        (double x, double y) = await CentreAsync(page, ".tracks canvas");
        string moment = $"page.timeline.panels[0].timeAt({x.ToString(CultureInfo.InvariantCulture)} - document.querySelector('.tracks canvas').getBoundingClientRect().left)";
        double before = await page.NumberAsync(moment);

        await page.MoveAsync(x, y);
        await page.TurnWheelAsync(x, y, -120);

        Assert.InRange(await page.NumberAsync("page.timeline.view.length"), 150e6, 250e6);
        Assert.InRange(await page.NumberAsync(moment), before - 1e5, before + 1e5);
    }

    [Fact]
    public async Task Drag_OverTheTimeline_MovesIt_AndOverTheRulerShowsWhatWasChosen()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--proxy off --duration 300ms");
        await page.EvaluateAsync("page.timeline.view.show(100e6, 150e6)");
        (double x, double y) = await CentreAsync(page, ".tracks canvas");

        await page.DragAsync(x, y, x + 100, y);
        double start = await page.NumberAsync("page.timeline.view.start");
        double pixel = await page.NumberAsync("50e6 / (page.timeline.panels[0].width - page.timeline.gutter)");
        Assert.InRange(start, 100e6 - (101 * pixel), 100e6 - (99 * pixel));

        (double rulerX, double rulerY) = await CentreAsync(page, "#ruler");
        await page.DragAsync(rulerX, rulerY, rulerX + 100, rulerY);
        Assert.InRange(await page.NumberAsync("page.timeline.view.length"), 99 * pixel, 101 * pixel);
    }

    [Fact]
    public async Task Keys_OnTheTimeline_ZoomMoveAndTellSpanAfterSpan()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--proxy off --duration 300ms");
        await page.EvaluateAsync("document.getElementById('timeline').focus()");

        await page.PressAsync("0");
        Assert.Equal(300e6, await page.NumberAsync("page.timeline.view.length"));
        await page.PressAsync("+");
        Assert.Equal(180e6, await page.NumberAsync("page.timeline.view.length"), 1.0);
        double start = await page.NumberAsync("page.timeline.view.start");
        await page.PressAsync("ArrowLeft");
        Assert.Equal(start - 27e6, await page.NumberAsync("page.timeline.view.start"), 1.0);
        await page.PressAsync("n");
        Assert.StartsWith("At ", await page.TextAsync("#told"), StringComparison.Ordinal);
        await page.PressAsync("]");
        string next = await page.TextAsync("#told");
        await page.PressAsync("]");
        Assert.StartsWith("ui-0 ", next, StringComparison.Ordinal);
        Assert.NotEqual(next, await page.TextAsync("#told"));
        await page.PressAsync("ArrowDown");
        Assert.StartsWith("index-1 ", await page.TextAsync("#told"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_WhenAskedFor_HasTheSpansInViewInWords()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--proxy off --duration 300ms");
        Assert.Equal(1, await page.NumberAsync("Number(document.getElementById('rows').hidden)"));

        await page.ClickAsync("#as-table");

        Assert.Equal("true", (string?)await page.EvaluateAsync("document.getElementById('as-table').getAttribute('aria-expanded')"));
        string[] rows = await TextsAsync(page, "#rows tbody tr");
        Assert.Contains(rows, row => row.Contains("ui-0 waits for db", StringComparison.Ordinal) && row.Contains("is held by backup-2", StringComparison.Ordinal));
        Assert.Equal(
            await page.NumberAsync("page.variants[0].threads.reduce((n, t) => { for (let i = 0; i < t.count; i++) n += t.end[i] > page.timeline.view.start && t.start[i] < page.timeline.view.end; return n; }, 0)"),
            rows.Length);
    }

    [Fact]
    public async Task Filter_OfRows_LeavesThoseThatAreNamed()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--compare off,on --duration 100ms");
        const string Rows = "page.timeline.panels.map(p => p.rows.map(r => r.track.name).join(' ')).join('; ')";
        Assert.Equal("CPU 0 ui-0 index-1 backup-2 db; CPU 0 ui-0 index-1 backup-2 db", (string?)await page.EvaluateAsync(Rows));

        await page.ClickAsync("#filter");
        foreach (char key in "UI, db")
        {
            await page.PressAsync(key.ToString());
        }

        Assert.Equal("ui-0 db; ui-0 db", (string?)await page.EvaluateAsync(Rows));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Distributions_OfAnotherMeasure_AreShownWhenItsButtonIsClicked()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--compare off,on --duration 300ms");

        await page.ClickAsync("#measures button[data-measure=wait]");

        Assert.Equal(["db, by ui", "db, by backup"], await TextsAsync(page, "#distributions figure h3"));
        Assert.Equal(2, await page.NumberAsync("document.querySelectorAll('#distributions figure:first-child path.curve').length"));
        Assert.Equal("true", (string?)await page.EvaluateAsync("document.querySelector('[data-measure=wait]').getAttribute('aria-pressed')"));
    }

    [Fact]
    public async Task ResponsesOverTime_WhenClicked_AreShownInTheTimeline()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--compare off,on --duration 300ms");
        await page.ClickAsync("#measures button[data-measure=overTime]");
        Assert.Equal(["ui", "index", "backup"], await TextsAsync(page, "#distributions figure h3"));
        Assert.Equal(
            await page.NumberAsync("page.variants[0].tasks[0].response.max"),
            await page.NumberAsync("Math.max(...page.variants[0].tasks[0].overTime.values)"));

        await page.ClickAsync("#distributions figure:first-child svg");

        // The middle of the picture is the middle of the axis, but for what stands beside the axis.
        Assert.InRange(await page.NumberAsync("(page.timeline.view.start + page.timeline.view.end) / 2"), 100e6, 160e6);
        Assert.True(await page.NumberAsync("page.timeline.view.length") < 100e6);
    }

    [Fact]
    public async Task Theme_WhenItsButtonIsClicked_ChangesBetweenLightAndDark()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--duration 100ms");
        const string Background = "getComputedStyle(document.body).backgroundColor";
        string? before = (string?)await page.EvaluateAsync(Background);

        await page.ClickAsync("#theme");
        string? after = (string?)await page.EvaluateAsync(Background);
        await page.ClickAsync("#theme");

        Assert.NotEqual(before, after);
        Assert.Equal(before, (string?)await page.EvaluateAsync(Background));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Names_ThatAreMarkup_AreShownAsTheyAre()
    {
        const string Evil = "</script><img src=x onerror=document.title='pwned'>&amp;<!--data-->";
        string file = Path.Combine(Folder, "evil.json");
        await File.WriteAllTextAsync(file, $$"""
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "{{Evil}}" : { "priority" : 30, "loop" : 3, "delay" : 100, "lock" : "<b>m</b>", "run" : 100, "unlock" : "<b>m</b>", "sleep" : 1000 },
                "other" : { "priority" : 10, "loop" : 3, "lock" : "<b>m</b>", "run" : 500, "unlock" : "<b>m</b>", "sleep" : 700 } } }
            """, TestContext.Current.CancellationToken);

        BrowserPage page = await OpenFileAsync(file, "");

        Assert.Empty(page.Errors);
        Assert.Equal(Evil, (await TextsAsync(page, ".glance tbody th", ".firstChild"))[0]);
        Assert.Equal(0, await page.NumberAsync("document.querySelectorAll('img, main b b').length"));
        Assert.Equal("evil.json", (string?)await page.EvaluateAsync("document.title"));
    }

    [Fact]
    public async Task Deadlock_ThatEndedTheSimulation_IsTheFirstThingToRead()
    {
        string file = Path.Combine(Folder, "circle.json");
        await File.WriteAllTextAsync(file, """
            { "tasks" : {
                "a" : { "loop" : 1, "lock_1" : "m1", "sleep" : 1000, "lock_2" : "m2", "run" : 10, "unlock_2" : "m2", "unlock_1" : "m1" },
                "b" : { "loop" : 1, "lock_2" : "m2", "sleep" : 1000, "lock_1" : "m1", "run" : 10, "unlock_1" : "m1", "unlock_2" : "m2" } } }
            """, TestContext.Current.CancellationToken);

        Assert.Equal(Tool.Failure, await RunAsync($"simulate {file} --report {Folder}"));
        BrowserPage page = await Browser.OpenAsync(Path.Combine(Folder, "report.html"));

        Assert.Contains("\"a-0\" waits for \"m2\", held by \"b-1\".", await TextsAsync(page, "#stuck p"));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Page_OfAHundredThousandSpans_ShowsThemAll()
    {
        BrowserPage page = await OpenAsync("web-cache.json", "--cpus 2 --duration 5s");

        Assert.Empty(page.Errors);
        Assert.InRange(await page.NumberAsync("page.variants[0].tracks.reduce((n, t) => n + t.count, 0)"), 100_000, 1_000_000);
        await page.ClickAsync("#whole");
        Assert.Equal(5e9, await page.NumberAsync("page.timeline.view.length"));
    }

    [Fact]
    public async Task Report_OfSeveralWorkloads_HasAPageForEach()
    {
        await RunAsync($"simulate {Example("inversion.json")} {Example("chain.json")} --duration 20ms --report {Folder}/r --trace {Folder}/t.json --compare on,off");

        Assert.True(File.Exists(Path.Combine(Folder, "r", "inversion", "report.html")));
        Assert.True(File.Exists(Path.Combine(Folder, "r", "chain", "report.html")));
        Assert.Equal(
            ["t.chain.off.json", "t.chain.on.json", "t.inversion.off.json", "t.inversion.on.json"],
            Directory.GetFiles(Folder, "t.*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("report: " + Path.Combine(Folder, "r", "chain", "report.html"), Error.Output.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--report {0}/file/r", "--report: cannot write to '{0}/file/r'")]
    [InlineData("--trace {0}/nowhere/t.json", "--trace: cannot write to '{0}/nowhere/t.json': there is no folder")]
    [InlineData("--trace {0}", "--trace: '{0}' is a folder; name a file")]
    public async Task Report_ToAPlaceThatCannotBe_SaysSoBeforeAnythingIsSimulated(string option, string sentence)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "file"), "", TestContext.Current.CancellationToken);

        int exitCode = await RunAsync($"simulate {Example("inversion.json")} {string.Format(CultureInfo.InvariantCulture, option, Folder)}");

        Assert.Equal(2, exitCode);
        Assert.Contains(string.Format(CultureInfo.InvariantCulture, sentence, Folder), Error.Output, StringComparison.Ordinal);
        Assert.Single(Error.Lines);
        Assert.Empty(Out.Output);
    }
}
