namespace Baton;

/// <summary>When a <see cref="HandoffMutex"/> is handed to a waiter instead of being freed.</summary>
public enum HandoffMode
{
    /// <summary>
    /// When the first waiter has been patient for long enough (250 µs): until then whoever comes along may take
    /// a free mutex. The throughput of an unfair lock, the tail of a fair one.
    /// </summary>
    Normal,

    /// <summary>
    /// Never. For experiments, and for code that depends on getting a mutex back that it has just released: some
    /// waiter may then wait for ever.
    /// </summary>
    Never,

    /// <summary>
    /// Whenever somebody waits: first come, first served. The shortest longest wait, at a small fraction of the
    /// throughput when threads compete.
    /// </summary>
    Always,
}
