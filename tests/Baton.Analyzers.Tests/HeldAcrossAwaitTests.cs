using Rule = Baton.Analyzers.Tests.Rule<
    Baton.Analyzers.HeldAcrossAwaitAnalyzer, Baton.Analyzers.EnterAsyncFix>;

namespace Baton.Analyzers.Tests;

// The compiler refuses a thread's scope that outlasts an await, too, but not before it generates code: tests see only us.
public sealed class HeldAcrossAwaitTests
{
    [Fact]
    public Task Using_AroundAwait_EntersAsync() => Rule.Mends(
        """
            async Task M()
            {
                using ([|_gate.EnterScope()|])
                {
                    Work();
                    await WorkAsync();
                }

                using (HandoffMutex.Scope named = [|_gate.EnterScope()|])
                {
                    await WorkAsync();
                }
            }
        """,
        """
            async Task M()
            {
                using (await _gate.EnterAsync())
                {
                    Work();
                    await WorkAsync();
                }

                using (var named = await _gate.EnterAsync())
                {
                    await WorkAsync();
                }
            }
        """);

    [Fact]
    public Task UsingDeclaration_BeforeAwait_EntersAsync() => Rule.Mends(
        """
            async Task M(IAsyncEnumerable<int> numbers)
            {
                await WorkAsync();
                using HandoffMutex.Scope scope = [|_gate.EnterScope()|];
                await foreach (int number in numbers)
                {
                    Work();
                }
            }
        """,
        """
            async Task M(IAsyncEnumerable<int> numbers)
            {
                await WorkAsync();
                using var scope = await _gate.EnterAsync();
                await foreach (int number in numbers)
                {
                    Work();
                }
            }
        """);

    [Fact]
    public Task Pair_AroundAwait_IsReportedOnceWithoutFix() => Rule.ReportsWithoutFix(
        """
            async Task M()
            {
                [|_gate.Enter(_token)|];
                try
                {
                    await WorkAsync();
                    await WorkAsync();
                }
                finally
                {
                    _gate.Exit();
                }
            }

            async Task N()
            {
                [|this._gate.Enter()|];
                await WorkAsync();
                _gate.Exit();
            }
        """);

    [Fact]
    public Task Attempt_AroundAwait_IsReported() => Rule.Reports(
        """
            async Task M()
            {
                if ([|_gate.TryEnter(TimeSpan.FromSeconds(1))|])
                {
                    await WorkAsync();
                    _gate.Exit();
                }
            }

            static async IAsyncEnumerable<int> Numbers()
            {
                await WorkAsync();
                yield return 1;
            }

            async Task N(HandoffMutex mutex)
            {
                if (![|mutex.TryEnter()|])
                {
                    return;
                }

                await foreach (int number in Numbers())
                {
                    Work();
                }

                mutex.Exit();
            }
        """);

    [Fact]
    public Task Pair_AroundYield_IsReported() => Rule.ReportsWithoutFix(
        """
            IEnumerable<int> M()
            {
                [|_gate.Enter()|];
                try
                {
                    yield return 1;
                }
                finally
                {
                    _gate.Exit();
                }
            }

            IEnumerable<int> N()
            {
                using ([|_gate.EnterScope()|])
                {
                    yield return 1;
                }
            }
        """);

    [Fact]
    public Task Local_DisposedAfterAwait_IsReported() => Rule.Mends(
        """
            async Task M()
            {
                var scope = [|_gate.EnterScope()|];
                await WorkAsync();
                scope.Dispose();
            }
        """,
        """
            async Task M()
            {
                var scope = await _gate.EnterAsync();
                await WorkAsync();
                scope.Dispose();
            }
        """);

    [Fact]
    public Task Function_InsideAMethod_IsLookedAtByItself() => Rule.Reports(
        """
            void M()
            {
                Func<Task> f = async () =>
                {
                    [|_gate.Enter()|];
                    await WorkAsync();
                    _gate.Exit();
                };
                f();
            }
        """);

    [Fact]
    public async Task Message_NamesMutexAndLine()
    {
        string message = Assert.Single(await Analysis.MessagesOf(
            new HeldAcrossAwaitAnalyzer(),
            "using Baton; using System.Threading.Tasks;\n"
            + "class C { readonly HandoffMutex _gate = new(); async Task M() { _gate.Enter();\n"
            + "await Task.Yield();\n_gate.Exit(); } }"));
        Assert.StartsWith("'_gate' is entered by this thread and still held at the 'await' in line 3", message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Entries_ThatEndBefore_AreNoConcern() => Rule.IsSilent(
        """
            async Task M(bool flag)
            {
                using (_gate.EnterScope()) Work();
                await WorkAsync();

                _gate.Enter();
                try
                {
                    Work();
                }
                finally
                {
                    _gate.Exit();
                }

                await WorkAsync();

                if (_gate.TryEnter())
                {
                    _gate.Exit();
                }
                else
                {
                    await WorkAsync();
                    _gate.Enter();
                    _gate.Exit();
                }

                {
                    using var scope = _gate.EnterScope();
                    Work();
                }

                await using Timer timer = new(_ => { });
                using (await _gate.EnterAsync()) await WorkAsync();
                using (_gate.EnterScope())
                {
                    Func<Task> later = async () => await WorkAsync();
                    _ = Task.Run(later);
                    async Task Local() => await WorkAsync();
                }
            }

            IEnumerable<int> N()
            {
                for (int i = 0; i < 3; i++)
                {
                    _gate.Enter();
                    int value = i;
                    _gate.Exit();
                    yield return value;
                }
            }
        """);

    [Fact]
    public Task Entries_ThatMayHaveEnded_AreNoConcern() => Rule.IsSilent(
        """
            private HandoffMutex _current = new();

            void ExitGate() => _gate.Exit();

            async Task ByOthers()
            {
                _gate.Enter();
                ExitGate();
                await WorkAsync();
                _gate.Enter();
                _gate.Exit();
            }

            async Task OnCondition(bool synchronous)
            {
                if (synchronous)
                {
                    _gate.Enter();
                }

                if (!synchronous)
                {
                    await WorkAsync();
                }

                if (synchronous)
                {
                    _gate.Exit();
                }
            }

            async Task OfAnother()
            {
                _current.Enter();
                _current.Exit();
                _current = _other;
                await WorkAsync();
                _gate.Enter();
                Work();
                _gate.Exit();
            }

            async Task Replaced()
            {
                _current.Enter();
                HandoffMutex old = _current;
                _current = new HandoffMutex();
                old.Exit();
                await WorkAsync();
                if (_current.IsHeldByCurrentThread)
                {
                    _current.Exit();
                }
            }
        """);
}
