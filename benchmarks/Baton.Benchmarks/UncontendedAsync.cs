using Baton.Rivals;
using BenchmarkDotNet.Attributes;
using Microsoft.VisualStudio.Threading;

namespace Baton.Benchmarks;

/// <summary>Acquire and release by an asynchronous caller when nobody else wants the lock.</summary>
[MemoryDiagnoser]
[DisassemblyDiagnoser(maxDepth: 2)]
public class UncontendedAsync : IDisposable
{
    private readonly HandoffRival _handoff = HandoffRival.Create();
    private readonly SemaphoreRival _semaphore = SemaphoreRival.Create();
    private readonly DotNextRival _dotNext = DotNextRival.Create();
    private readonly NitoRival _nito = NitoRival.Create();
    private readonly VisualStudioRival _visualStudio = VisualStudioRival.Create();
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>Whether the caller passes a token that could be cancelled.</summary>
    [Params(false, true)]
    public bool WithToken { get; set; }

    private CancellationToken Token => WithToken ? _cancellation.Token : CancellationToken.None;

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The denominator of the ratios.</summary>
    [Benchmark(Baseline = true, Description = "SemaphoreSlim")]
    public async ValueTask Semaphore()
    {
        bool scope = await _semaphore.EnterAsync(Token).ConfigureAwait(false);
        _semaphore.Exit(scope);
    }

    /// <summary>EnterAsync and Dispose.</summary>
    [Benchmark(Description = "HandoffMutex")]
    public async ValueTask Handoff()
    {
        HandoffMutex.AsyncScope scope = await _handoff.EnterAsync(Token).ConfigureAwait(false);
        _handoff.Exit(scope);
    }

    /// <summary>TryAcquireAsync and Release.</summary>
    [Benchmark(Description = "DotNext AsyncExclusiveLock")]
    public async ValueTask DotNext()
    {
        bool scope = await _dotNext.EnterAsync(Token).ConfigureAwait(false);
        _dotNext.Exit(scope);
    }

    /// <summary>LockAsync and Dispose.</summary>
    [Benchmark(Description = "Nito AsyncLock")]
    public async ValueTask Nito()
    {
        IDisposable scope = await _nito.EnterAsync(Token).ConfigureAwait(false);
        _nito.Exit(scope);
    }

    /// <summary>EnterAsync and Dispose.</summary>
    [Benchmark(Description = "VS AsyncSemaphore")]
    public async ValueTask VisualStudio()
    {
        AsyncSemaphore.Releaser scope = await _visualStudio.EnterAsync(Token).ConfigureAwait(false);
        _visualStudio.Exit(scope);
    }
}
