using Rule = Baton.Analyzers.Tests.Rule<
    Baton.Analyzers.MonitorOnMutexAnalyzer, Baton.Analyzers.LockToScopeFix>;

namespace Baton.Analyzers.Tests;

public sealed class MonitorOnMutexTests
{
    [Fact]
    public Task Lock_OnMutex_BecomesScope() => Rule.Mends(
        """
            void M()
            {
                // The comment stays.
                lock ([|_gate|])
                {
                    Work();
                } // This, too.
            }
        """,
        """
            void M()
            {
                // The comment stays.
                using (_gate.EnterScope())
                {
                    Work();
                } // This, too.
            }
        """);

    [Fact]
    public Task Lock_OnExpression_KeepsItWhole() => Rule.Mends(
        """
            void M(HandoffMutex? mutex, HandoffMutex[] shards)
            {
                lock ([|mutex ?? _gate|]) Work();
                lock ([|shards[1]|]) Work();
                lock ((object)[|_gate|]) Work();
            }
        """,
        """
            void M(HandoffMutex? mutex, HandoffMutex[] shards)
            {
                using ((mutex ?? _gate).EnterScope()) Work();
                using (shards[1].EnterScope()) Work();
                using (_gate.EnterScope()) Work();
            }
        """);

    [Fact]
    public Task Lock_NestedTwice_IsMendedTwice() => Rule.Mends(
        """
            void M()
            {
                lock ([|_gate|])
                {
                    lock ([|_other|])
                    {
                        Work();
                    }
                }
            }
        """,
        """
            void M()
            {
                using (_gate.EnterScope())
                {
                    using (_other.EnterScope())
                    {
                        Work();
                    }
                }
            }
        """);

    [Fact]
    public Task Lock_OnTypeParameterOfMutex_IsReported() => Rule.Reports(
        """
            void M<T>(T mutex) where T : MutexCore
            {
                lock ([|mutex|]) Work();
            }
        """);

    [Fact]
    public Task MonitorMethods_OnMutex_AreReportedWithoutFix() => Rule.ReportsWithoutFix(
        """
            void M()
            {
                bool taken = false;
                Monitor.Enter([|_gate|]);
                Monitor.Enter(lockTaken: ref taken, obj: [|_gate|]);
                if (Monitor.TryEnter([|_gate|], 10)) Monitor.Exit([|_gate|]);
                Monitor.PulseAll([|_gate|]);
            }
        """);

    [Fact]
    public Task OtherLocks_AreNoConcern() => Rule.IsSilent(
        """
            private readonly object _monitor = new();
            private readonly Lock _lock = new();

            void M(List<HandoffMutex> mutexes, HandoffMutexOptions options)
            {
                lock (_monitor) Work();
                lock (_lock) Work();
                lock (mutexes) Work();
                lock (options) Work();
                lock (nameof(_gate)) Work();
                Monitor.Enter(_monitor);
                using (_gate.EnterScope()) Work();
            }
        """);
}
