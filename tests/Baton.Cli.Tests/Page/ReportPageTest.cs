// What tests of the report page need: a page that the tool has just written, open in a browser, and places on it.

using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console.Testing;

namespace Baton.Cli.Tests.Page;

/// <summary>A test of the report page, in a browser.</summary>
public abstract class ReportPageTest(Chromium browser) : IClassFixture<Chromium>, IDisposable
{
    protected Chromium Browser { get; } = browser;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("baton-report").FullName;

    protected TestConsole Out { get; } = new TestConsole().Width(200);

    protected TestConsole Error { get; } = new TestConsole().Width(200);

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static string Example(string name) => Path.Combine(AppContext.BaseDirectory, "workloads", name);

    private protected Task<BrowserPage> OpenAsync(string example, string options) => OpenFileAsync(Example(example), options);

    private protected async Task<BrowserPage> OpenFileAsync(string file, string options)
    {
        Assert.Equal(0, await RunAsync($"simulate {file} --report {Folder} {options}"));
        return await Browser.OpenAsync(Path.Combine(Folder, "report.html"));
    }

    private protected Task<int> RunAsync(string line) =>
        Tool.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), new Terminal(Out, Error), TestContext.Current.CancellationToken);

    /// <summary>Where on the screen the middle of a thread's first span in view of a state is; with a culprit, of one during which that one runs.</summary>
    private protected static async Task<(double X, double Y)> PlaceAsync(BrowserPage page, string task, State state, string? culprit = null)
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

    private protected static async Task<(double X, double Y)> CentreAsync(BrowserPage page, string selector)
    {
        JsonNode centre = (await page.EvaluateAsync(
            $"(() => {{ const e = document.querySelector('{selector}'); e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); const b = e.getBoundingClientRect(); return [Math.round(b.x + b.width / 2), Math.round(b.y + b.height / 2)]; }})()"))!;
        return ((double)centre[0]!, (double)centre[1]!);
    }

    private protected static async Task<string[]> TextsAsync(BrowserPage page, string selector, string part = "") =>
        [.. (await page.EvaluateAsync($"[...document.querySelectorAll('{selector}')].map(e => e{part}.textContent.trim())"))!.AsArray().Select(each => (string)each!)];

    /// <summary>The states of spans, as the page numbers them.</summary>
    private protected enum State
    {
        Running,
        Proxying,
        Ready,
        Blocked,
        Donating,
        Asleep,
    }
}
