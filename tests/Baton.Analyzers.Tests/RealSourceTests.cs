// A rule that cries wolf is switched off. So the analyzers read what is really written with the library: the library itself,
// and all that the documents show of it.

using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Analyzers.Tests;

public sealed partial class RealSourceTests
{
    // Partial methods that a source generator implements, which does not run here.
    private const string MissingGeneratedPart = "CS8795";

    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    [Theory]
    [InlineData("src/Baton", OutputKind.DynamicallyLinkedLibrary)]
    [InlineData("samples/LockOrder", OutputKind.ConsoleApplication)]
    public async Task Sources_OfThisRepository_AreNotReported(string project, OutputKind kind)
    {
        string folder = Path.Combine(Root(), project);
        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
            .Select(static path => (File.ReadAllText(path), path))
            .Append((ImplicitUsings, "ImplicitUsings.cs"));
        CSharpCompilation compilation = Analysis.Compile(Path.GetFileName(folder), files);
        compilation = compilation.WithOptions(compilation.Options.WithOutputKind(kind));

        Assert.True(Entries(compilation) > 0);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(static found => found.Severity == DiagnosticSeverity.Error && found.Id != MissingGeneratedPart));
        Assert.Empty(await Analysis.Of(Analysis.All, compilation));
    }

    // What a document shows is no whole program: names are missing, and "…" stands for the rest. But the mutex is there.
    [Theory]
    [InlineData("README.md", 2)]
    [InlineData("docs/analyzers.md", 5)]
    public async Task WhatDocumentsRecommend_IsNotReported(string document, int entriesMin)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Root(), document), TestContext.Current.CancellationToken);
        int entries = 0;
        foreach (Match block in CodeBlock().Matches(text))
        {
            if (block.Groups["above"].Value.Contains("Reported", StringComparison.Ordinal))
            {
                continue;
            }

            CSharpCompilation snippet = Analysis.Compile("Snippet", [(Program(block.Groups["code"].Value), document), (ImplicitUsings, "")]);
            Assert.Empty(await Analysis.Of(Analysis.All, snippet));
            entries += Entries(snippet);
        }

        Assert.InRange(entries, entriesMin, int.MaxValue);
    }

    [Fact]
    public async Task WhatDocumentsWarnOf_IsReportedByTheRuleOfItsSection()
    {
        string text = await File.ReadAllTextAsync(
            Path.Combine(Root(), "docs", "analyzers.md"), TestContext.Current.CancellationToken);
        foreach (string section in text.Split("\n## ").Where(static part => part.StartsWith("BATON", StringComparison.Ordinal)))
        {
            var wrong = CodeBlock().Matches(section)
                .Where(static block => block.Groups["above"].Value.Contains("Reported", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(wrong);
            foreach (Match block in wrong)
            {
                CSharpCompilation snippet = Analysis.Compile(
                    "Snippet", [(Program(block.Groups["code"].Value), "snippet"), (ImplicitUsings, "")]);
                string[] rules = [.. (await Analysis.Of(Analysis.All, snippet)).Select(static found => found.Id).Distinct()];
                Assert.Equal([section[..8]], rules);
            }
        }
    }

    [Fact]
    public void Rules_AreAllDocumentedAndHaveAnAnalyzer()
    {
        string text = File.ReadAllText(Path.Combine(Root(), "docs", "analyzers.md"));
        var documented = Section().Matches(text).Select(static match => match.Groups[1].Value);
        var reported = Analysis.All.SelectMany(static analyzer => analyzer.SupportedDiagnostics).Select(static rule => rule.Id).Order();
        Assert.Equal(documented, reported);
    }

    private static string Program(string code)
    {
        string text = code.Replace("…", "", StringComparison.Ordinal);
        CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot();
        var usings = string.Concat(unit.Usings.Select(static directive => directive.ToFullString()));
        string rest = text[unit.Usings.FullSpan.Length..];
        bool isMembers = unit.Members.Any(static member => member is MethodDeclarationSyntax or FieldDeclarationSyntax
            or GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax or LocalDeclarationStatementSyntax { Modifiers.Count: > 0 } });
        return isMembers
            ? $"{usings} using Baton; sealed class Sample {{ HandoffMutex _gate = new(); CancellationToken token, cancellationToken; {rest} }}"
            : $"{usings} using Baton; sealed class Sample {{ HandoffMutex _gate = new(); CancellationToken token, cancellationToken; async Task M() {{ {rest} }} }}";
    }

    private static int Entries(CSharpCompilation compilation)
    {
        int count = 0;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            count += tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Count(
                call => model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType.Name: nameof(HandoffMutex) });
        }

        return count;
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Baton.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run in a clone of the repository.");
    }

    // A block of C#, and the line of text above it.
    [GeneratedRegex(@"(?<above>[^\n]*)\n\n?```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^## (BATON\d\d\d)", RegexOptions.Multiline)]
    private static partial Regex Section();
}
