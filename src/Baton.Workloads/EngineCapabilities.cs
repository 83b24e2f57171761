using System.Collections.Frozen;
using Baton.Workloads.Reading;

namespace Baton.Workloads;

/// <summary>
/// What an engine makes of the language. A key that is understood but means nothing on the engine becomes a warning with the
/// engine's own reason, instead of an error or of silence.
/// </summary>
public sealed class EngineCapabilities
{
    private readonly FrozenDictionary<string, string> _meaningless;

    /// <summary>Describes an engine.</summary>
    /// <param name="engineName">What the engine is called in messages, such as "OS threads".</param>
    /// <param name="cpuCount">How many CPUs the engine has; a file that asks for others gets a warning.</param>
    /// <param name="meaninglessKeys">For each key or policy without effect, the rest of a sentence that says why.</param>
    /// <exception cref="ArgumentException">One of the keys is not in the language.</exception>
    public EngineCapabilities(string engineName, int cpuCount, IReadOnlyDictionary<string, string>? meaninglessKeys = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(engineName);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cpuCount);
        EngineName = engineName;
        CpuCount = cpuCount;
        _meaningless = (meaninglessKeys ?? new Dictionary<string, string>()).ToFrozenDictionary(StringComparer.Ordinal);
        foreach (string key in _meaningless.Keys)
        {
            if (!Keys.All.Contains(key))
            {
                throw new ArgumentException($"'{key}' is not a key of the workload language.", nameof(meaninglessKeys));
            }
        }
    }

    /// <summary>An engine on which everything means something, with more CPUs than any file asks for.</summary>
    public static EngineCapabilities Everything { get; } = new("every engine", Keys.CpuLimit);

    /// <summary>What the engine is called in messages.</summary>
    public string EngineName { get; }

    /// <summary>How many CPUs the engine has.</summary>
    public int CpuCount { get; }

    /// <summary>Why a key or a policy's name has no effect on this engine, or null when it has.</summary>
    public string? WhyMeaningless(string key) => _meaningless.GetValueOrDefault(key);
}
