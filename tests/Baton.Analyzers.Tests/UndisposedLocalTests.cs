// BATON002 where a scope is kept in a local that some path forgets to dispose.

using Rule = Baton.Analyzers.Tests.Rule<
    Baton.Analyzers.UndisposedScopeAnalyzer, Baton.Analyzers.KeepScopeFix>;

namespace Baton.Analyzers.Tests;

public sealed class UndisposedLocalTests
{
    [Fact]
    public Task Local_NeverDisposed_BecomesUsing() => Rule.Mends(
        """
            async Task M()
            {
                HandoffMutex.AsyncScope first = [|await _gate.EnterAsync()|];
                var second = [|_other.EnterScope()|];
                await WorkAsync();
            }
        """,
        """
            async Task M()
            {
                using HandoffMutex.AsyncScope first = await _gate.EnterAsync();
                using var second = _other.EnterScope();
                await WorkAsync();
            }
        """);

    [Fact]
    public Task Local_WithAReturnBeforeDispose_IsReportedWithoutFix() => Rule.ReportsWithoutFix(
        """
            async Task M(string? text)
            {
                var scope = [|await _gate.EnterAsync()|];
                if (text is null)
                {
                    return;
                }

                scope.Dispose();
            }
        """);

    [Fact]
    public Task Local_WithAThrowBeforeDispose_IsReported() => Rule.Reports(
        """
            void M(string? text)
            {
                var scope = [|_gate.EnterScope()|];
                if (text is null)
                {
                    throw new ArgumentNullException(nameof(text));
                }

                scope.Dispose();
            }
        """);

    [Fact]
    public Task Local_DisposedInAnIf_IsReported() => Rule.Reports(
        """
            async Task M(bool flag)
            {
                var scope = [|await _gate.EnterAsync()|];
                if (flag)
                {
                    scope.Dispose();
                }
            }
        """);

    [Fact]
    public Task Local_OverwrittenInALoop_IsReported() => Rule.Reports(
        """
            async Task M(int count)
            {
                HandoffMutex.AsyncScope scope;
                for (int i = 0; i < count; i++)
                {
                    scope = [|await _gate.EnterAsync()|];
                }
            }
        """);

    [Fact]
    public Task Local_OfALambdaOrLocalFunction_IsReported() => Rule.Reports(
        """
            void M()
            {
                Action lambda = () =>
                {
                    var inner = [|_gate.EnterScope()|];
                };

                lambda();
                Local();

                async void Local()
                {
                    var inner = [|await _gate.EnterAsync()|];
                }
            }
        """);

    [Fact]
    public Task Local_OnlyAskedWhetherEntered_IsReported() => Rule.Reports(
        """
            async Task<bool> M()
            {
                var scope = [|await _gate.TryEnterAsync(TimeSpan.Zero)|];
                return scope.IsEntered;
            }
        """);

    [Theory]
    [InlineData("if (flag) { return; }", "if 'flag' is true")]
    [InlineData("while (flag) { return; }", "if 'flag' is true")]
    [InlineData("if (flag && text != \"\") { throw new Exception(); }", "if 'text != \"\"' is true")]
    public async Task Message_OfAPathThatForgets_NamesTheCondition(string statement, string expected)
    {
        string message = Assert.Single(await Analysis.MessagesOf(
            new UndisposedScopeAnalyzer(),
            TestSource.Around(
                "void M(bool flag, string text) { var scope = _gate.EnterScope(); " + statement + " scope.Dispose(); }")));
        Assert.Equal($"The scope that 'EnterScope' returns is not disposed {expected}, so the mutex stays entered", message);
    }
}
