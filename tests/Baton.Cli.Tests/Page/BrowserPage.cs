using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Baton.Cli.Tests.Page;

/// <summary>A page in the browser, used as a person uses it: with mouse, wheel and keys.</summary>
internal sealed class BrowserPage(Chromium browser, string session)
{
    /// <summary>What went wrong on the page: exceptions, and what the browser refused.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>What the page asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public async Task NavigateAsync(string address, int width, int height)
    {
        foreach (string domain in (string[])["Page", "Runtime", "Network", "Log"])
        {
            await CallAsync($"{domain}.enable");
        }

        await CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await CallAsync("Page.navigate", new() { ["url"] = address });
        await EvaluateAsync("new Promise(done => document.readyState === 'complete' ? done(1) : addEventListener('load', () => done(1)))");
        await SettleAsync();
    }

    /// <summary>The value of a JavaScript expression; promises are awaited.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode answer = await CallAsync(
            "Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        return answer["exceptionDetails"] is { } exception
            ? throw new InvalidOperationException(exception.ToJsonString())
            : answer["result"]!["value"];
    }

    public async Task<double> NumberAsync(string expression) => (double)(await EvaluateAsync(expression))!;

    public async Task<string> TextAsync(string selector) =>
        (string)(await EvaluateAsync($"document.querySelector({JsonValue.Create(selector).ToJsonString()}).textContent"))!;

    /// <summary>Clicks in the middle of an element, after scrolling to it.</summary>
    public async Task ClickAsync(string selector)
    {
        string quoted = JsonValue.Create(selector).ToJsonString();
        JsonNode place = (await EvaluateAsync(
            $"(() => {{ const e = document.querySelector({quoted}); e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()"))!;
        await ClickAsync((double)place[0]!, (double)place[1]!);
    }

    public async Task ClickAsync(double x, double y)
    {
        await MouseAsync("mouseMoved", x, y);
        await MouseAsync("mousePressed", x, y, "left");
        await MouseAsync("mouseReleased", x, y, "left");
        await SettleAsync();
    }

    public async Task MoveAsync(double x, double y)
    {
        await MouseAsync("mouseMoved", x, y);
        await SettleAsync();
    }

    public async Task DragAsync(double x, double y, double toX, double toY)
    {
        await MouseAsync("mouseMoved", x, y);
        await MouseAsync("mousePressed", x, y, "left");
        for (int step = 1; step <= 4; step++)
        {
            await MouseAsync("mouseMoved", x + ((toX - x) * step / 4), y + ((toY - y) * step / 4), "left");
        }

        await MouseAsync("mouseReleased", toX, toY, "left");
        await SettleAsync();
    }

    public async Task TurnWheelAsync(double x, double y, double delta)
    {
        await CallAsync("Input.dispatchMouseEvent", new() { ["type"] = "mouseWheel", ["x"] = x, ["y"] = y, ["deltaX"] = 0, ["deltaY"] = delta });
        await SettleAsync();
    }

    /// <summary>Presses a key by its DOM name.</summary>
    public async Task PressAsync(string key)
    {
        var down = new JsonObject { ["type"] = "keyDown", ["key"] = key };
        if (key.Length == 1)
        {
            down["text"] = key;
        }

        await CallAsync("Input.dispatchKeyEvent", down);
        await CallAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key });
        await SettleAsync();
    }

    /// <summary>Two frames: what was asked for is drawn.</summary>
    public Task SettleAsync() =>
        EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");

    public void On(string method, JsonNode parameters)
    {
        switch (method)
        {
            case "Runtime.exceptionThrown": Errors.Enqueue(parameters["exceptionDetails"]!.ToJsonString()); break;
            case "Log.entryAdded" when (string?)parameters["entry"]!["level"] == "error": Errors.Enqueue(parameters["entry"]!.ToJsonString()); break;
            case "Network.requestWillBeSent": Requests.Enqueue((string)parameters["request"]!["url"]!); break;
        }
    }

    private Task<JsonNode> MouseAsync(string kind, double x, double y, string button = "none") => CallAsync("Input.dispatchMouseEvent", new()
    {
        ["type"] = kind,
        ["x"] = x,
        ["y"] = y,
        ["button"] = button,
        ["buttons"] = button == "left" && kind != "mouseReleased" ? 1 : 0,
        ["clickCount"] = kind == "mouseMoved" ? 0 : 1,
    });

    private Task<JsonNode> CallAsync(string method, JsonObject? parameters = null) => browser.CallAsync(method, parameters ?? [], session);
}
