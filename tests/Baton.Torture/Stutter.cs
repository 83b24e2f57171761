// Everybody works, everybody pauses, everybody works: the start of a rush and the end of one are where locks go wrong that
// are right under steady load.

namespace Baton.Torture;

/// <summary>A gate that opens and shuts for all torturers at once.</summary>
internal sealed class Stutter
{
    private volatile TaskCompletionSource? _pause;

    public bool IsPaused => _pause is not null;

    public void Pause() => _pause ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        TaskCompletionSource? pause = _pause;
        _pause = null;
        pause?.SetResult();
    }

    public void Wait() => _pause?.Task.Wait();

    public Task WaitAsync() => _pause?.Task ?? Task.CompletedTask;
}
