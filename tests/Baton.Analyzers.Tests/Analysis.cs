// Runs analyzers over source without expectations: what do they say?

using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Baton.Analyzers.Tests;

internal static class Analysis
{
    /// <summary>All analyzers of the package.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> All { get; } =
    [
        .. typeof(MonitorOnMutexAnalyzer).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static async Task<IReadOnlyList<string>> MessagesOf(DiagnosticAnalyzer analyzer, string source) =>
        [.. (await Of([analyzer], Compile("Test", [(source, "Test.cs")]))).Select(static found => found.GetMessage(null))];

    public static async Task<ImmutableArray<Diagnostic>> Of(
        ImmutableArray<DiagnosticAnalyzer> analyzers, CSharpCompilation compilation) =>
        await compilation
            .WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([]), (exception, _, _) => throw exception, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

    public static CSharpCompilation Compile(
        string name, IEnumerable<(string Source, string Path)> files, params IEnumerable<MetadataReference> references) =>
        CSharpCompilation.Create(
            name,
            files.Select(static file => CSharpSyntaxTree.ParseText(
                file.Source, new CSharpParseOptions(LanguageVersion.Latest), file.Path)),
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(HandoffMutex).Assembly.Location), .. references],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
}
