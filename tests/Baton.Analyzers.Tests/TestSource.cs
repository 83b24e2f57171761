// What stands around the members that a test is about.

namespace Baton.Analyzers.Tests;

internal static class TestSource
{
    private const string Before =
        """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics.CodeAnalysis;
        using System.Threading;
        using System.Threading.Tasks;
        using Baton;

        internal sealed class Service
        {
            private readonly HandoffMutex _gate = new();
            private readonly HandoffMutex _other = new();
            private readonly CancellationToken _token;
            private HandoffMutex.AsyncScope _kept;

            private static void Work() { }
            private static Task WorkAsync() => Task.CompletedTask;

        """;

    // A stand-in, of which only the signatures matter here.
    public const string Scheduler =
        """
        namespace Baton
        {
            internal sealed class ProxyScheduler
            {
                public void Start(System.Func<System.Threading.Tasks.Task> body, SchedulingPolicy policy) { }
                public void Start(
                    System.Func<System.Threading.CancellationToken, System.Threading.Tasks.Task> body, SchedulingPolicy policy) { }
            }

            internal struct SchedulingPolicy
            {
                public static SchedulingPolicy Fifo(int priority) => default;
            }
        }
        """;

    public static string Around(string members) => $"{Before}\n{members}\n}}\n\n{Scheduler}\n";
}
