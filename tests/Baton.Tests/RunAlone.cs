// Tests that change or measure what the whole process shares: the thread pool's limits, the bytes that everybody allocates.

using Xunit;

namespace Baton.Tests;

/// <summary>Runs after all others, one test at a time.</summary>
[CollectionDefinition(nameof(RunAlone), DisableParallelization = true)]
public sealed class RunAlone;
