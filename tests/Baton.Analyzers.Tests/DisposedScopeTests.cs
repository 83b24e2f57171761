// What BATON002 is silent about: scopes that are disposed, given away, or never entered, and paths that nobody can take.

using Rule = Baton.Analyzers.Tests.Rule<
    Baton.Analyzers.UndisposedScopeAnalyzer, Baton.Analyzers.KeepScopeFix>;

namespace Baton.Analyzers.Tests;

public sealed class DisposedScopeTests
{
    [Fact]
    public Task Scopes_LookedAfter_AreNoConcern() => Rule.IsSilent(
        """
            async Task M()
            {
                using (_gate.EnterScope()) Work();
                using (await _gate.EnterAsync(_token)) await WorkAsync();
                using (await _gate.EnterAsync().ConfigureAwait(false)) await WorkAsync();
                using (var named = await _gate.EnterAsync()) await WorkAsync();
                using var declared = await _gate.EnterAsync();
                using var _ = await _other.EnterAsync();
                (await _gate.EnterAsync()).Dispose();
                _gate.EnterScope().Dispose();
            }

            void N()
            {
                HandoffMutex.Scope scope = _gate.EnterScope();
                try
                {
                    Work();
                }
                finally
                {
                    scope.Dispose();
                }
            }
        """);

    [Fact]
    public Task Scopes_GivenAway_AreNoConcern() => Rule.IsSilent(
        """
            private readonly List<IDisposable> _many = [];

            HandoffMutex.Scope Returned() => _gate.EnterScope();

            async ValueTask<HandoffMutex.AsyncScope> ReturnedAsync()
            {
                var scope = await _gate.EnterAsync();
                Work();
                return scope;
            }

            async Task Stored()
            {
                _kept = await _gate.EnterAsync();
                var local = await _other.EnterAsync();
                _kept = local;
            }

            async Task PassedOn()
            {
                _many.Add(await _gate.EnterAsync());
                IDisposable boxed = await _gate.EnterAsync();
                _many.Add(boxed);
                HandoffMutex.AsyncScope[] array = [await _gate.EnterAsync()];
                var pair = (await _gate.EnterAsync(), 1);
            }

            async Task Shared()
            {
                var scope = await _gate.EnterAsync();
                _ = Task.Run(() => scope.Dispose());
            }

            async Task<HandoffMutex.AsyncScope?> Maybe(bool flag)
            {
                var scope = await _gate.EnterAsync();
                try
                {
                    await WorkAsync();
                    return scope;
                }
                catch
                {
                    scope.Dispose();
                    throw;
                }
            }

            HandoffMutex.AsyncScope Peek() => _kept;

            bool Asked() => Peek().IsEntered;
        """);

    [Fact]
    public Task Attempts_ThatFailed_NeedNoDispose() => Rule.IsSilent(
        """
            async Task<bool> M()
            {
                var scope = await _gate.TryEnterAsync(TimeSpan.FromSeconds(1), _token);
                if (!scope.IsEntered)
                {
                    return false;
                }

                await WorkAsync();
                scope.Dispose();
                return true;
            }

            async Task N(bool flag)
            {
                var scope = await _gate.TryEnterAsync(TimeSpan.Zero);
                if (flag && scope.IsEntered)
                {
                    scope.Dispose();
                }
                else if (scope.IsEntered)
                {
                    scope.Dispose();
                    throw new InvalidOperationException();
                }
            }
        """);

    [Fact]
    public Task Paths_ThatCannotBeTakenTogether_AreNotBelieved() => Rule.IsSilent(
        """
            async Task Flag(bool early)
            {
                var scope = await _gate.EnterAsync();
                bool done = false;
                if (early)
                {
                    scope.Dispose();
                    done = true;
                }

                await WorkAsync();
                if (!done)
                {
                    scope.Dispose();
                }
            }

            async Task Same(bool locked)
            {
                HandoffMutex.AsyncScope scope = default;
                if (locked)
                {
                    scope = await _gate.EnterAsync();
                }

                await WorkAsync();
                if (locked)
                {
                    scope.Dispose();
                }
            }

            async Task Choice(bool locked)
            {
                var scope = locked ? await _gate.EnterAsync() : default;
                if (locked)
                {
                    scope.Dispose();
                }
            }

            async Task Every(DayOfWeek day)
            {
                var scope = await _gate.EnterAsync();
                switch (day)
                {
                    case DayOfWeek.Monday:
                        scope.Dispose();
                        break;
                    case DayOfWeek.Tuesday:
                        scope.Dispose();
                        break;
                }
            }

            async Task Fails(string? text)
            {
                var scope = await _gate.EnterAsync();
                if (text is null)
                {
                    Fail();
                }

                scope.Dispose();
            }

            [DoesNotReturn]
            static void Fail() => Environment.FailFast("");

            async Task Caught(string? text)
            {
                var scope = await _gate.EnterAsync();
                try
                {
                    if (text is null)
                    {
                        throw new InvalidOperationException();
                    }
                }
                catch (InvalidOperationException)
                {
                }

                scope.Dispose();
            }

            async Task Loop()
            {
                while (true)
                {
                    var scope = await _gate.EnterAsync();
                    if (_token.IsCancellationRequested)
                    {
                        scope.Dispose();
                        break;
                    }

                    scope.Dispose();
                }
            }
        """);

    [Fact]
    public Task Entries_ThatAreExpectedToFail_AreNoConcern() => Rule.IsSilent(
        """
            static void Throws<T>(Action action) { }
            static Task ThrowsAsync<T>(Func<Task> action) => Task.CompletedTask;
            static void False(bool condition) { }

            async Task M()
            {
                using HandoffMutex.AsyncScope scope = await _gate.EnterAsync();
                ValueTask<HandoffMutex.AsyncScope> entry = _gate.EnterAsync(_token);
                Throws<LockRecursionException>(() => _other.EnterScope());
                await ThrowsAsync<OperationCanceledException>(async () => await entry);
                await ThrowsAsync<OperationCanceledException>(async () =>
                {
                    await _gate.EnterAsync(_token);
                });
                False((await _gate.TryEnterAsync(TimeSpan.Zero)).IsEntered);
            }
        """);

    [Fact]
    public Task ScopesOfOtherLibraries_AreNoConcern() => Rule.IsSilent(
        """
            private readonly Lock _lock = new();

            void M()
            {
                var scope = _lock.EnterScope();
                _lock.EnterScope();
            }
        """);
}
