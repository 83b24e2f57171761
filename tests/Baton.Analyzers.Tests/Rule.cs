// Runs one analyzer over a piece of source, and its fix.
//
// The source is the inside of a class with a mutex `_gate`, a token, and tasks to wait for; what should be reported is marked
// [|like this|]. The mutex is the real one: the test compiles against the library that is built here.

using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Baton.Analyzers.Tests;

/// <summary>A rule with its fix.</summary>
internal sealed class Rule<TAnalyzer, TFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    /// <summary>The source makes exactly the reports that are marked in it.</summary>
    public static Task Reports(string members) => Run(members, mended: null);

    /// <summary>Nothing is reported, and nothing marked by mistake.</summary>
    public static Task IsSilent(string members)
    {
        Assert.DoesNotContain("[|", members);
        return Run(members, mended: null);
    }

    /// <summary>The fix turns the source into <paramref name="mended"/>.</summary>
    public static Task Mends(string members, string mended) => Run(members, mended);

    /// <summary>The marked reports are made, and no fix is offered for them.</summary>
    public static Task ReportsWithoutFix(string members) => Run(members, members);

    private static async Task Run(string members, string? mended)
    {
        CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> test = new()
        {
            TestCode = TestSource.Around(members),
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
            // Warnings of the compiler's own are beside the point here; errors are not.
            CompilerDiagnostics = CompilerDiagnostics.Errors,
        };
        if (mended is not null)
        {
            test.FixedCode = TestSource.Around(mended);
        }

        test.TestState.AdditionalReferences.AddRange(Net100.References.All);
        test.TestState.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(HandoffMutex).Assembly.Location));
        await test.RunAsync(TestContext.Current.CancellationToken);
    }
}
