// What there is to read on the report page: what each state of a thread is explained as, what is drawn where, and how one
// gets from one place of the run to another.

namespace Baton.Cli.Tests.Page;

public sealed class ReportReadingTests(Chromium browser) : ReportPageTest(browser)
{
    [Theory]
    [InlineData("off", "index", (int)State.Running, "index-1 runs on CPU 0", "On its own behalf, with fifo 20.")]
    [InlineData("off", "backup", (int)State.Ready, "backup-2 could run, and does not", "CPU 0 runs index-1 (fifo 20).")]
    [InlineData("off", "ui", (int)State.Asleep, "ui-0 sleeps", "It waits for a time, or for another thread.")]
    [InlineData("on", "ui", (int)State.Donating, "ui-0 waits for db, and backup-2 runs in its place", "ui-0 pays, with fifo 30, on CPU 0.")]
    [InlineData("pi", "backup", (int)State.Running, "backup-2 runs on CPU 0", "with fifo 30.ui-0 waits for db.")]
    public async Task Pointer_OverAThread_TellsWhatItDoesAndWhy(string variant, string task, int state, string what, string why)
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", $"--compare {variant} --duration 200ms");

        (double x, double y) = await PlaceAsync(page, task, (State)state, (task, state, variant) is ("backup", (int)State.Ready, _) ? "index" : variant == "pi" ? "backup" : null);
        if (variant == "pi")
        {
            // While "ui" waits, "backup" has the policy of "ui".
            await page.EvaluateAsync("(() => { const t = page.variants[0].threads[0], i = t.state.indexOf(3); page.timeline.view.show(t.start[i], t.end[i]); })()");
            await page.SettleAsync();
            x = await page.NumberAsync("page.timeline.panels[0].canvas.getBoundingClientRect().left + page.timeline.panels[0].x((page.timeline.view.start + page.timeline.view.end) / 2)");
        }

        await page.MoveAsync(x, y);

        string told = await page.TextAsync("#tooltip");
        Assert.Contains(what, told, StringComparison.Ordinal);
        Assert.Contains(why, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pointer_OverAMutex_TellsWhoHoldsItAndWhoWaits_AndNothingOnceItHasLeft()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--proxy off --duration 200ms");
        (double x, _) = await PlaceAsync(page, "ui", State.Blocked, "index");
        double y = await page.NumberAsync("page.timeline.panels[0].canvas.getBoundingClientRect().top + page.timeline.panels[0].rowOf.get(page.variants[0].mutexes[0]).y + 13");

        await page.MoveAsync(x, y);

        string told = await page.TextAsync("#tooltip");
        Assert.Contains("db is held by backup-2", told, StringComparison.Ordinal);
        Assert.Contains("backup-2 could run; CPU 0 runs index-1 (fifo 20).", told, StringComparison.Ordinal);
        Assert.Contains("ui-0 waits for db.", told, StringComparison.Ordinal);

        await page.MoveAsync(2, 2);
        Assert.Equal(1, await page.NumberAsync("Number(document.getElementById('tooltip').hidden)"));
    }

    [Fact]
    public async Task Pointer_OverAMissedDeadline_TellsByHowMuch()
    {
        BrowserPage page = await OpenAsync("pathfinder.json", "--proxy off --duration 3s");
        await page.EvaluateAsync("(() => { const m = page.variants[0].marks.find(m => m.kind === 1); page.timeline.view.show(m.time - 1e6, m.time + 1e6); page.timeline.panels[0].canvas.scrollIntoView({ block: 'center', behavior: 'instant' }); })()");
        await page.SettleAsync();
        double x = await page.NumberAsync("(() => { const p = page.timeline.panels[0], m = page.variants[0].marks.find(m => m.kind === 1); return p.canvas.getBoundingClientRect().left + p.x(m.time); })()");
        double y = await page.NumberAsync("(() => { const p = page.timeline.panels[0], m = page.variants[0].marks.find(m => m.kind === 1); return p.canvas.getBoundingClientRect().top + p.rowOfThread(m.thread).y + 13; })()");

        await page.MoveAsync(x, y);

        Assert.Matches(@"bus-\d came \S+ .?s too late to its timer\.", await page.TextAsync("#tooltip"));
    }

    [Fact]
    public async Task Spans_AreDrawnInTheColourOfWhatTheySay()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--proxy off --duration 200ms");
        (double x, double y) = await PlaceAsync(page, "ui", State.Blocked, "index");

        // Beside the middle, where the words are.
        string ColourAt(double at, string row) =>
            $"(() => {{ const p = page.timeline.panels[0], d = p.pen.getImageData(Math.round({at.ToString(System.Globalization.CultureInfo.InvariantCulture)} - p.canvas.getBoundingClientRect().left), Math.round(p.rowOf.get({row}).y + 18), 1, 1).data; return `rgb(${{d[0]}}, ${{d[1]}}, ${{d[2]}})`; }})()";
        static string ColourOf(string css) =>
            $"(() => {{ const e = document.createElement('i'); e.style.color = {css}; document.body.append(e); const c = getComputedStyle(e).color; e.remove(); return c; }})()";

        Assert.Equal((string?)await page.EvaluateAsync(ColourOf("page.timeline.colours.blocked")), (string?)await page.EvaluateAsync(ColourAt(x, "page.variants[0].threads[0]")));
        Assert.Equal((string?)await page.EvaluateAsync(ColourOf("page.timeline.colours.identity(page.variants[0], 1)")), (string?)await page.EvaluateAsync(ColourAt(x, "page.variants[0].processors[0]")));
        Assert.Equal((string?)await page.EvaluateAsync(ColourOf("page.timeline.colours.identity(page.variants[0], 1)")), (string?)await page.EvaluateAsync(ColourAt(x, "page.variants[0].threads[1]")));
        Assert.True(y > 0);
    }

    [Fact]
    public async Task Spans_TooNarrowForAPixel_AreDrawnAsTheirSharesOfIt()
    {
        BrowserPage page = await OpenAsync("web-cache.json", "--cpus 2 --duration 2s");
        await page.ClickAsync("#whole");

        // A processor that is busy half of the time has half of its row filled, wherever one looks.
        double filled = await page.NumberAsync(
            """
            (() => {
              const p = page.timeline.panels[0], row = p.rows[0], from = Math.ceil(p.gutter) + 1, width = Math.floor(p.width) - from - 1;
              const empty = p.pen.getImageData(from, Math.round(row.y) + 1, 1, 1).data.join();
              const image = p.pen.getImageData(from, Math.round(row.y) + 4, width, 18).data;
              let count = 0;
              for (let i = 0; i < image.length; i += 4) count += image.slice(i, i + 4).join() !== empty;
              return count / (width * 18);
            })()
            """);
        double busy = await page.NumberAsync("(() => { const t = page.variants[0].processors[0]; let sum = 0; for (let i = 0; i < t.count; i++) sum += t.end[i] - t.start[i]; return sum / page.variants[0].end; })()");
        Assert.InRange(filled, busy - 0.12, busy + 0.12);
    }

    [Fact]
    public async Task Loan_IsAnArrowFromTheDonorToWhoRuns()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--proxy on --duration 200ms");
        await page.EvaluateAsync("(() => { const a = page.variants[0].arrows[0]; page.timeline.view.show(a.time - 1e6, a.time + 1e6); })()");
        await page.SettleAsync();

        // Where the rows of both meet that between them; and beside it.
        string[] colours =
        [
            .. (await page.EvaluateAsync(
                """
                (() => {
                  const p = page.timeline.panels[0], a = page.variants[0].arrows[0], x = Math.floor(p.x(a.time) + 0.5), y = p.rowOfThread(a.donor).y + 27;
                  return [0, 12].map(beside => p.pen.getImageData(x + beside, y, 1, 1).data.join());
                })()
                """))!.AsArray().Select(each => (string)each!),
        ];
        Assert.NotEqual(colours[0], colours[1]);
        Assert.Equal(("ui-0", "backup-2"), ((string?)await page.EvaluateAsync("page.variants[0].threads[page.variants[0].arrows[0].donor].name"), (string?)await page.EvaluateAsync("page.variants[0].threads[page.variants[0].arrows[0].owner].name")));
    }

    [Fact]
    public async Task Strip_OfTheWholeRun_HasAPlaceForEachInversion()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--proxy off --duration 200ms");
        await page.EvaluateAsync("page.timeline.view.show(0, 1e6)");
        await page.SettleAsync();

        double marked = await page.NumberAsync(
            """
            (() => {
              const o = page.timeline.overview, pen = o.strip.getContext("2d"), at = time => pen.getImageData(Math.round(o.gutter + time / o.view.limit * (o.width - o.gutter)), 20, 1, 1).data.join();
              const [one] = page.variants[0].inversions, none = at(Math.min(...page.variants[0].inversions.map(each => each.start)) / 2);
              return Number(at((one.start + one.end) / 2) !== none);
            })()
            """);

        Assert.Equal(1, marked);
    }

    [Fact]
    public async Task Buttons_OfTheTimeline_ZoomMoveAndGoFromInversionToInversion()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--proxy off --duration 200ms");
        await page.EvaluateAsync("page.timeline.view.show(80e6, 120e6)");

        await page.ClickAsync("#closer");
        Assert.Equal("90,110", await ViewAsync(page));
        await page.ClickAsync("#farther");
        Assert.Equal("80,120", await ViewAsync(page));
        await page.ClickAsync("#earlier");
        Assert.Equal("70,110", await ViewAsync(page));
        await page.ClickAsync("#later");
        Assert.Equal("80,120", await ViewAsync(page));

        await page.EvaluateAsync("page.timeline.showInversion(page.variants[0], page.timeline.inversions[0].inversion)");
        await page.ClickAsync("#next");
        Assert.Equal(1, await page.NumberAsync("page.timeline.inversions.findIndex(each => each.inversion === page.timeline.current)"));
        await page.ClickAsync("#previous");
        await page.ClickAsync("#previous");
        Assert.Equal(
            await page.NumberAsync("page.timeline.inversions.length - 1"),
            await page.NumberAsync("page.timeline.inversions.findIndex(each => each.inversion === page.timeline.current)"));
    }

    [Fact]
    public async Task Strip_OfTheWholeRun_WhenClicked_ShowsThatPlace()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--proxy off --duration 200ms");
        await page.EvaluateAsync("page.timeline.view.show(0, 20e6)");
        (double x, double y) = await CentreAsync(page, "#overview");
        double time = await page.NumberAsync($"page.timeline.overview.timeAt({x.ToString(System.Globalization.CultureInfo.InvariantCulture)} - document.getElementById('overview').getBoundingClientRect().left)");

        await page.ClickAsync(x, y);

        Assert.Equal(20e6, await page.NumberAsync("page.timeline.view.length"), 1.0);
        Assert.InRange(await page.NumberAsync("(page.timeline.view.start + page.timeline.view.end) / 2"), time - 1e6, time + 1e6);
    }

    [Fact]
    public async Task Click_OnASpan_PutsTheCursorThereAndTellsItInASentence()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--compare off,on --duration 200ms");
        (double x, double y) = await PlaceAsync(page, "ui", State.Blocked, "index");

        await page.ClickAsync(x, y);

        Assert.StartsWith("off, ui-0 waits for db (", await page.TextAsync("#told"), StringComparison.Ordinal);
        Assert.Equal("ui-0", (string?)await page.EvaluateAsync("page.timeline.panels[0].cursor.track.name"));
        Assert.Equal(1, await page.NumberAsync("Number(page.timeline.panels[1].cursor === null)"));
    }

    [Fact]
    public async Task Distribution_UnderThePointer_TellsTheTimesOfThatShareInEachVariant()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--compare off,on --duration 200ms");
        (double x, double y) = await CentreAsync(page, "#distributions figure:first-child svg");

        await page.MoveAsync(x, y);

        string told = await page.TextAsync("#distributions figure:first-child .hint");
        Assert.Matches(@"%.*off \S+ ms · on \S+ ms", told);
    }

    [Fact]
    public async Task Figures_OfTasks_AreThoseOfTheRun()
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--proxy off --duration 200ms");

        string[] cells = await TextsAsync(page, "#figures table:first-of-type tbody tr:first-child :is(th, td)");

        Assert.Equal(["ui", "SCHED_FIFO 30", "1"], cells[..3]);
        Assert.Equal((string?)await page.EvaluateAsync("formatTime(page.variants[0].tasks[0].response.p99)"), cells[5]);
        Assert.Equal((string?)await page.EvaluateAsync("formatTime(page.variants[0].tasks[0].inverted)"), cells[13]);
    }

    [Theory]
    [InlineData("formatTime(0)", "0")]
    [InlineData("formatTime(41)", "41 ns")]
    [InlineData("formatTime(1040)", "1.04 µs")]
    [InlineData("formatTime(999600)", "1 ms")]
    [InlineData("formatTime(-12400000)", "−12.4 ms")]
    [InlineData("formatMoment(12345678, 1e3)", "12.346 ms")]
    [InlineData("formatMoment(12345678)", "12.3 ms")]
    [InlineData("String(roundStep(300))", "500")]
    [InlineData("String(roundStep(1001))", "2000")]
    [InlineData("String(placeOf([{ time: 1 }, { time: 5 }, { time: 9 }], 5))", "1")]
    public async Task Formats_OfTimes_AreThoseThatPeopleRead(string expression, string text)
    {
        BrowserPage page = await OpenAsync("inversion-in-step.json", "--proxy off --duration 20ms");

        Assert.Equal(text, (string?)await page.EvaluateAsync(expression));
    }

    private static async Task<string?> ViewAsync(BrowserPage page) =>
        (string?)await page.EvaluateAsync("`${Math.round(page.timeline.view.start / 1e6)},${Math.round(page.timeline.view.end / 1e6)}`");
}
