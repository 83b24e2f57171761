// The source that is mutated: the locking code that ships, the seam and the models, as they were when this assembly was
// built. They are embedded in it, so that the tool needs no checkout.

using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Baton.Models.Mutations;

/// <summary>A set of source files that compiles to the models, of which some may be replaced.</summary>
public sealed class MutantSource
{
    private const string Prefix = "source/";

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Parsing =
        CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest).WithPreprocessorSymbols("BATON_CHECKED");

    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(FindReferences);

    private readonly ImmutableDictionary<string, SyntaxTree> _trees;

    private MutantSource(ImmutableDictionary<string, SyntaxTree> trees) => _trees = trees;

    /// <summary>The source as it ships.</summary>
    public static MutantSource Original { get; } = new(ReadEmbedded());

    /// <summary>The syntax of a file.</summary>
    public SyntaxTree TreeOf(string file) =>
        _trees.TryGetValue(file, out SyntaxTree? tree) ? tree : throw new ArgumentException($"There is no source file '{file}'.", nameof(file));

    /// <summary>The source with an edit applied.</summary>
    /// <exception cref="InvalidOperationException">What the edit replaces is not there exactly once.</exception>
    public MutantSource With(Edit edit)
    {
        string text = TreeOf(edit.File).GetText().ToString();
        int at = text.IndexOf(edit.Old, StringComparison.Ordinal);
        if (at < 0 || text.IndexOf(edit.Old, at + 1, StringComparison.Ordinal) >= 0)
        {
            throw new InvalidOperationException(
                $"{edit.File} does not contain this exactly once; the code has changed, so look again at what the mutation is to do:{Environment.NewLine}{edit.Old}");
        }

        return With(edit.File, string.Concat(text.AsSpan(0, at), edit.New, text.AsSpan(at + edit.Old.Length)));
    }

    /// <summary>The source with another text for a file.</summary>
    public MutantSource With(string file, string text) =>
        new(_trees.SetItem(file, CSharpSyntaxTree.ParseText(text, Parsing, TreeOf(file).FilePath)));

    /// <summary>Compiles to an assembly that can be unloaded; null, with the reasons, if it does not compile.</summary>
    public Mutant? Compile(out IReadOnlyList<string> errors)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable,
            concurrentBuild: false);
        var compilation = CSharpCompilation.Create("Baton.Models.Mutant", _trees.Values, References.Value, options);
        using var image = new MemoryStream();
        EmitResult emitted = compilation.Emit(image);
        errors = [.. emitted.Diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error).Select(each => each.ToString())];
        if (!emitted.Success)
        {
            return null;
        }

        image.Position = 0;
        return new Mutant(image);
    }

    private static ImmutableDictionary<string, SyntaxTree> ReadEmbedded()
    {
        Assembly assembly = typeof(MutantSource).Assembly;
        ImmutableDictionary<string, SyntaxTree>.Builder trees = ImmutableDictionary.CreateBuilder<string, SyntaxTree>();
        trees.Add("", CSharpSyntaxTree.ParseText(ImplicitUsings, Parsing));
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            string path = name[Prefix.Length..];
            trees.Add(Path.GetFileName(path), CSharpSyntaxTree.ParseText(reader.ReadToEnd().ReplaceLineEndings("\n"), Parsing, path));
        }

        return trees.ToImmutable();
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. platform.Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path) is var name
                    && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "Baton.Checker.dll"))
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];
    }
}
