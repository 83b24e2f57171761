using Baton.Workloads.Model;

namespace Baton.Workloads.Tests;

/// <summary>Short ways to read texts in tests.</summary>
internal static class Reading
{
    internal static Workload Sound(string text, EngineCapabilities? engine = null) =>
        WorkloadReader.Read(text, "test.json", engine).Workload;

    internal static IReadOnlyList<Diagnostic> Warnings(string text, EngineCapabilities? engine = null) =>
        WorkloadReader.Read(text, "test.json", engine).Warnings;

    internal static IReadOnlyList<Diagnostic> Errors(string text) =>
        [.. Assert.Throws<WorkloadException>(() => WorkloadReader.Read(text, "test.json")).Diagnostics
            .Where(found => found.Severity == Severity.Error)];

    /// <summary>The only error of a text, as the user sees it.</summary>
    internal static string Error(string text) => Assert.Single(Errors(text)).ToString();

    /// <summary>A workload of one task, whose object contains <paramref name="members"/>.</summary>
    internal static string Task(string members) => "{ \"tasks\" : { \"t\" : { " + members + " } } }";

    internal static WorkloadTask OnlyTask(string members) => Assert.Single(Sound(Task(members)).Tasks);

    internal static IEnumerable<WorkloadEvent> EventsOf(string members) => Assert.Single(OnlyTask(members).Phases).Events;
}
