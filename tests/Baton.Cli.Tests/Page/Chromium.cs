// A real browser, without a window: Chromium is started, and told what to do by its DevTools protocol over a web socket. Where
// there is no Chromium the tests that need one are skipped, and say so.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Baton.Cli.Tests.Page;

/// <summary>A browser for all tests of a class.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // So generous that only a page that has died reaches it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private readonly string _profile = Directory.CreateTempSubdirectory("baton-chromium").FullName;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _answers = new();
    private readonly ConcurrentDictionary<string, BrowserPage> _pages = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ClientWebSocket _socket = new();
    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private int _lastId;

    /// <summary>The path of a browser, or null.</summary>
    private static string? Executable =>
        Environment.GetEnvironmentVariable("BATON_CHROMIUM") is { Length: > 0 } given
            ? given
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Executable is not { } executable)
        {
            return;
        }

        _process = Process.Start(new ProcessStartInfo(executable, [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={_profile}",
            "about:blank",
        ])
        {
            RedirectStandardError = true,
        })!;
        string address = await ReadAddressAsync(_process.StandardError);
        await _socket.ConnectAsync(new Uri(address), TestContext.Current.CancellationToken);
        _reading = ReadAsync();
    }

    /// <summary>Opens a page from disk, in a window of a size.</summary>
    internal async Task<BrowserPage> OpenAsync(string file, int width = 1280, int height = 900)
    {
        Assert.SkipWhen(_process is null, "There is no Chromium on the PATH (or in BATON_CHROMIUM); the page is not tested.");
        JsonNode target = await CallAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        JsonNode session = await CallAsync("Target.attachToTarget", new() { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        var page = new BrowserPage(this, (string)session["sessionId"]!);
        _pages[(string)session["sessionId"]!] = page;
        await page.NavigateAsync(new Uri(file).AbsoluteUri, width, height);
        return page;
    }

    /// <summary>Calls a method of the protocol and returns its answer.</summary>
    internal async Task<JsonNode> CallAsync(string method, JsonObject parameters, string? session = null)
    {
        int id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        await _sending.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _socket.SendAsync(
                Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        }
        finally
        {
            _sending.Release();
        }

        try
        {
            return await answer.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException exception)
        {
            // A page whose process has died answers nothing, and would hang the test for ever.
            throw new TimeoutException($"Chromium has not answered {method} for {Patience.TotalSeconds:0} s; its page may have died.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            await _reading;
            _process.Dispose();
        }

        _socket.Dispose();
        _sending.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private static async Task<string> ReadAddressAsync(StreamReader output)
    {
        const string Announcement = "DevTools listening on ";
        while (await output.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                // What it says later must not fill the pipe.
                _ = output.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return line[Announcement.Length..];
            }
        }

        throw new InvalidOperationException("Chromium ended before it said where to reach it.");
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Receive(JsonNode.Parse(message.ToArray())!.AsObject());
                    message.SetLength(0);
                }
            }
        }
        catch (WebSocketException)
        {
            // The browser has gone, as it does at the end.
        }

        foreach (TaskCompletionSource<JsonNode> waiting in _answers.Values)
        {
            waiting.TrySetException(new InvalidOperationException("Chromium has gone."));
        }
    }

    private void Receive(JsonObject message)
    {
        if (message["id"] is { } id && _answers.TryRemove((int)id, out TaskCompletionSource<JsonNode>? answer))
        {
            if (message["error"] is { } error)
            {
                answer.SetException(new InvalidOperationException(error.ToJsonString()));
            }
            else
            {
                answer.SetResult(message["result"]!);
            }
        }
        else if (message["sessionId"] is { } session && _pages.TryGetValue((string)session!, out BrowserPage? page))
        {
            page.On((string)message["method"]!, message["params"]!);
        }
    }
}
