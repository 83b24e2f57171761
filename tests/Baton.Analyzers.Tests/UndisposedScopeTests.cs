// BATON002 where a scope is thrown away on the spot: reported always, mended where a declaration can stand.

using Rule = Baton.Analyzers.Tests.Rule<
    Baton.Analyzers.UndisposedScopeAnalyzer, Baton.Analyzers.KeepScopeFix>;

namespace Baton.Analyzers.Tests;

public sealed class UndisposedScopeTests
{
    [Fact]
    public Task Scope_ThrownAway_BecomesUsing() => Rule.Mends(
        """
            void M()
            {
                // Enters.
                [|_gate.EnterScope()|];
                Work();
            }
        """,
        """
            void M()
            {
                // Enters.
                using var scope = _gate.EnterScope();
                Work();
            }
        """);

    [Fact]
    public Task SetOfLocks_ThrownAway_IsReported() => Rule.Reports(
        """
            async Task M()
            {
                [|LockAll.Enter(_from, _to)|];
                [|await LockAll.EnterAsync([_from, _to], _token)|];
                using LockSet held = LockAll.Enter(_from);
            }
        """);

    [Fact]
    public Task AsyncScope_ThrownAway_BecomesUsing() => Rule.Mends(
        """
            async Task M(int scope)
            {
                [|await _gate.EnterAsync(_token)|];
                _ = [|await _other.EnterAsync().ConfigureAwait(false)|];
                await WorkAsync();
            }
        """,
        """
            async Task M(int scope)
            {
                using var scope2 = await _gate.EnterAsync(_token);
                using var scope3 = await _other.EnterAsync().ConfigureAwait(false);
                await WorkAsync();
            }
        """);

    [Fact]
    public Task Scope_WhereNoDeclarationCanStand_IsReportedWithoutFix() => Rule.ReportsWithoutFix(
        """
            void M(int i)
            {
                if (i == 0) [|_gate.EnterScope()|];
                switch (i)
                {
                    case 1:
                        [|_gate.EnterScope()|];
                        break;
                }
            }

            void N() => [|_gate.EnterScope()|];

            Action O() => () => [|_gate.EnterScope()|];

            Func<Task> P() => async () => await Task.WhenAny(Q(), WorkAsync());

            async Task Q() => [|await _gate.EnterAsync()|];
        """);

    [Fact]
    public Task Answer_OfAScopeThatIsNotKept_IsReported() => Rule.ReportsWithoutFix(
        """
            async Task<bool> M()
            {
                return ([|await _gate.TryEnterAsync(TimeSpan.Zero)|]).IsEntered;
            }
        """);
}
