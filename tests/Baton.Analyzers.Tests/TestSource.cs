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
            private readonly WoundWaitMutex _from = new();
            private readonly WoundWaitMutex _to = new();
            private readonly CancellationToken _token;
            private HandoffMutex.AsyncScope _kept;

            private static void Work() { }
            private static Task WorkAsync() => Task.CompletedTask;

        """;

    public static string Around(string members) => $"{Before}\n{members}\n}}\n";
}
