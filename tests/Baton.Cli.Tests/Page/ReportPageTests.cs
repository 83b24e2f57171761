// The report page as a reader meets it: the tool writes it, a real browser opens it from disk, and mouse and keys do the rest.
// What is drawn on a canvas cannot be read back, so these tests ask the page's own rows where something is, point there, and
// see what the page tells.

using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console.Testing;

namespace Baton.Cli.Tests.Page;

public sealed class ReportPageTests(Chromium browser) : IClassFixture<Chromium>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-report").FullName;
    private readonly TestConsole _out = new TestConsole().Width(200);
    private readonly TestConsole _error = new TestConsole().Width(200);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

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

        JsonArray results = JsonNode.Parse(_out.Output)!.AsArray();
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
    public async Task Inversion_WhenClicked_IsShownInTheTimelineAndToldInASentence()
    {
        BrowserPage page = await OpenAsync("inversion.json", "--proxy off --duration 300ms");
        await page.ClickAsync("#whole");
        double whole = await page.NumberAsync("page.timeline.view.length");

        await page.ClickAsync("#inversions button");

        string sentence = await page.TextAsync("#inversions button");
        Assert.Matches(@"^At \d+\.\d ms ui-0 had waited \S+ ms for db, held by backup-2, kept off CPU 0 by index-1 for \S+ ms\.$", sentence);
        Assert.Equal(sentence, await page.TextAsync("#told"));
        Assert.Contains(sentence, _out.Output.ReplaceLineEndings(""), StringComparison.Ordinal);
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
        string file = Path.Combine(_folder, "evil.json");
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
        string file = Path.Combine(_folder, "circle.json");
        await File.WriteAllTextAsync(file, """
            { "tasks" : {
                "a" : { "loop" : 1, "lock_1" : "m1", "sleep" : 1000, "lock_2" : "m2", "run" : 10, "unlock_2" : "m2", "unlock_1" : "m1" },
                "b" : { "loop" : 1, "lock_2" : "m2", "sleep" : 1000, "lock_1" : "m1", "run" : 10, "unlock_1" : "m1", "unlock_2" : "m2" } } }
            """, TestContext.Current.CancellationToken);

        Assert.Equal(Tool.Failure, await RunAsync($"simulate {file} --report {_folder}"));
        BrowserPage page = await browser.OpenAsync(Path.Combine(_folder, "report.html"));

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
        await RunAsync($"simulate {Example("inversion.json")} {Example("chain.json")} --duration 20ms --report {_folder}/r --trace {_folder}/t.json --compare on,off");

        Assert.True(File.Exists(Path.Combine(_folder, "r", "inversion", "report.html")));
        Assert.True(File.Exists(Path.Combine(_folder, "r", "chain", "report.html")));
        Assert.Equal(
            ["t.chain.off.json", "t.chain.on.json", "t.inversion.off.json", "t.inversion.on.json"],
            Directory.GetFiles(_folder, "t.*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("report: " + Path.Combine(_folder, "r", "chain", "report.html"), _error.Output.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--report {0}/file/r", "--report: cannot write to '{0}/file/r'")]
    [InlineData("--trace {0}/nowhere/t.json", "--trace: cannot write to '{0}/nowhere/t.json': there is no folder")]
    [InlineData("--trace {0}", "--trace: '{0}' is a folder; name a file")]
    public async Task Report_ToAPlaceThatCannotBe_SaysSoBeforeAnythingIsSimulated(string option, string sentence)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "", TestContext.Current.CancellationToken);

        int exitCode = await RunAsync($"simulate {Example("inversion.json")} {string.Format(CultureInfo.InvariantCulture, option, _folder)}");

        Assert.Equal(2, exitCode);
        Assert.Contains(string.Format(CultureInfo.InvariantCulture, sentence, _folder), _error.Output, StringComparison.Ordinal);
        Assert.Single(_error.Lines);
        Assert.Empty(_out.Output);
    }

    private static string Example(string name) => Path.Combine(AppContext.BaseDirectory, "workloads", name);

    private Task<BrowserPage> OpenAsync(string example, string options) => OpenFileAsync(Example(example), options);

    private async Task<BrowserPage> OpenFileAsync(string file, string options)
    {
        Assert.Equal(0, await RunAsync($"simulate {file} --report {_folder} {options}"));
        return await browser.OpenAsync(Path.Combine(_folder, "report.html"));
    }

    private Task<int> RunAsync(string line) =>
        Tool.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), new Terminal(_out, _error), TestContext.Current.CancellationToken);

    /// <summary>Where on the screen the middle of a thread's first span in view of a state is; with a culprit, of one during which that one runs.</summary>
    private static async Task<(double X, double Y)> PlaceAsync(BrowserPage page, string task, State state, string? culprit = null)
    {
        JsonNode place = (await page.EvaluateAsync(
            $$"""
            (() => {
              const panel = page.timeline.panels[0], { variant, view } = panel;
              const track = variant.threads.find(t => t.task === '{{task}}');
              let time = -1;
              for (let i = 0; i < track.count && time < 0; i++) {
                if (track.state[i] !== {{(int)state}}) continue;
                const cpu = variant.processors[0];
                for (let j = cpu.firstAfter(track.start[i]); j < cpu.count && cpu.start[j] < track.end[i] && time < 0; j++) {
                  const from = Math.max(track.start[i], cpu.start[j]), to = Math.min(track.end[i], cpu.end[j]);
                  if (('{{culprit}}' === '' || variant.threads[cpu.thread[j]].task === '{{culprit}}') && to - from > 1e5) time = (from + to) / 2;
                }
              }
              view.show(time - 2e6, time + 2e6);
              panel.canvas.scrollIntoView({ block: 'center', behavior: 'instant' });
              const box = panel.canvas.getBoundingClientRect();
              return [box.left + panel.x(time), box.top + panel.rowOfThread(track.index).y + 13];
            })()
            """))!;
        await page.SettleAsync();
        return ((double)place[0]!, (double)place[1]!);
    }

    private static async Task<(double X, double Y)> CentreAsync(BrowserPage page, string selector)
    {
        JsonNode centre = (await page.EvaluateAsync(
            $"(() => {{ const e = document.querySelector('{selector}'); e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); const b = e.getBoundingClientRect(); return [Math.round(b.x + b.width / 2), Math.round(b.y + b.height / 2)]; }})()"))!;
        return ((double)centre[0]!, (double)centre[1]!);
    }

    private static async Task<string[]> TextsAsync(BrowserPage page, string selector, string part = "") =>
        [.. (await page.EvaluateAsync($"[...document.querySelectorAll('{selector}')].map(e => e{part}.textContent.trim())"))!.AsArray().Select(each => (string)each!)];

    /// <summary>The states of spans, as the page numbers them.</summary>
    private enum State
    {
        Proxying = 1,
        Blocked = 3,
    }
}
