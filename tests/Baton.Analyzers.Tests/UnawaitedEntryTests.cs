using Rule = Baton.Analyzers.Tests.Rule<
    Baton.Analyzers.UnawaitedEntryAnalyzer, Baton.Analyzers.KeepScopeFix>;

namespace Baton.Analyzers.Tests;

public sealed class UnawaitedEntryTests
{
    [Fact]
    public Task Entry_ThrownAway_BecomesAwaitedUsing() => Rule.Mends(
        """
            async Task M()
            {
                [|_gate.EnterAsync(_token)|];
                await WorkAsync();
            }

            async Task N()
            {
                _ = [|_gate.EnterAsync().ConfigureAwait(false)|];
                await WorkAsync();
            }
        """,
        """
            async Task M()
            {
                using var scope = await _gate.EnterAsync(_token);
                await WorkAsync();
            }

            async Task N()
            {
                using var scope = await _gate.EnterAsync().ConfigureAwait(false);
                await WorkAsync();
            }
        """);

    [Fact]
    public Task SetOfLocks_NotAwaited_IsReported() => Rule.Reports(
        """
            async Task M()
            {
                [|LockAll.EnterAsync([_from, _to], _token)|];
                await WorkAsync();
            }
        """);

    [Fact]
    public Task Local_NeverAwaited_BecomesAwaitedUsing() => Rule.Mends(
        """
            async Task M()
            {
                ValueTask<HandoffMutex.AsyncScope> entry = [|_gate.EnterAsync()|];
                var other = [|_other.EnterAsync()|];
                await WorkAsync();
            }
        """,
        """
            async Task M()
            {
                using var entry = await _gate.EnterAsync();
                using var other = await _other.EnterAsync();
                await WorkAsync();
            }
        """);

    [Fact]
    public Task Entry_WhereNothingCanBeAwaited_IsReportedWithoutFix() => Rule.ReportsWithoutFix(
        """
            void M()
            {
                [|_gate.EnterAsync()|];
                Task<HandoffMutex.AsyncScope> task = [|_gate.EnterAsync().AsTask()|];
            }
        """);

    [Fact]
    public Task Local_NotAwaitedOnAPath_IsReported() => Rule.ReportsWithoutFix(
        """
            async Task M(bool flag)
            {
                var entry = [|_gate.EnterAsync()|];
                if (flag)
                {
                    return;
                }

                using var scope = await entry;
            }
        """);

    [Fact]
    public Task Entry_AwaitedTwice_IsReportedWhereItIsAwaitedAgain() => Rule.ReportsWithoutFix(
        """
            async Task M(bool flag)
            {
                var entry = _gate.EnterAsync();
                (await entry).Dispose();
                if (flag)
                {
                    (await WorkWith([|await entry.ConfigureAwait(false)|])).Dispose();
                }
            }

            static Task<HandoffMutex.AsyncScope> WorkWith(HandoffMutex.AsyncScope scope) => Task.FromResult(scope);
        """);

    [Fact]
    public Task Entry_BlockedOn_IsReported() => Rule.ReportsWithoutFix(
        """
            void M()
            {
                using var first = [|_gate.EnterAsync()|].Result;
                using var second = [|_other.EnterAsync(_token)|].GetAwaiter().GetResult();
                using var third = [|_other.EnterAsync().ConfigureAwait(false)|].GetAwaiter().GetResult();
            }
        """);

    [Fact]
    public Task Entries_AwaitedOnceOrGivenAway_AreNoConcern() => Rule.IsSilent(
        """
            async Task M(bool flag)
            {
                using (await _gate.EnterAsync(_token)) Work();
                var early = _gate.EnterAsync();
                Work();
                using (await early) Work();

                var again = _gate.EnterAsync();
                (await again).Dispose();
                again = _gate.EnterAsync();
                (await again).Dispose();

                var either = _gate.EnterAsync();
                if (flag)
                {
                    using var scope = await either;
                }
                else
                {
                    using var scope = await either.ConfigureAwait(false);
                }

                for (int i = 0; i < 2; i++)
                {
                    var each = _gate.EnterAsync();
                    (await each).Dispose();
                }
            }

            ValueTask<HandoffMutex.AsyncScope> Returned() => _gate.EnterAsync();

            async Task PassedOn()
            {
                Task<HandoffMutex.AsyncScope> task = _gate.EnterAsync().AsTask();
                await Task.WhenAny(task, WorkAsync());
                (await task).Dispose();
                using var blocked = _gate.EnterAsync().AsTask().Result;
            }

            async Task Fast()
            {
                var entry = _gate.EnterAsync();
                using var scope = entry.IsCompletedSuccessfully ? entry.Result : await entry;
            }

            Task Shared()
            {
                var entry = _gate.EnterAsync();
                return Task.Run(async () => (await entry).Dispose());
            }
        """);
}
