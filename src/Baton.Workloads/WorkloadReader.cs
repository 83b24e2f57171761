// Reads a workload file: text, syntax tree, model, checks across the whole.
//
// Every stage reports all that it finds. A check runs only where what it needs was read without errors, a task's locks on a
// sound task and references between tasks on a sound file, so that no error is the echo of another.

using System.Text;
using Baton.Workloads.Model;
using Baton.Workloads.Reading;
using Baton.Workloads.Syntax;

namespace Baton.Workloads;

/// <summary>A sound workload and what was said about it.</summary>
/// <param name="Workload">The model.</param>
/// <param name="Warnings">What has no effect or is probably a slip, in the order of the file.</param>
public sealed record WorkloadDocument(Workload Workload, IReadOnlyList<Diagnostic> Warnings);

/// <summary>Reads workload files: the JSON dialect of rt-app.</summary>
/// <example>
/// <code>
/// WorkloadDocument document = WorkloadReader.ReadFile("inversion.json", WorkloadEngine.Capabilities);
/// foreach (Diagnostic warning in document.Warnings) Console.Error.WriteLine(warning);
/// </code>
/// </example>
public static class WorkloadReader
{
    /// <summary>A larger file is not a workload. 16 MiB.</summary>
    public const int FileBytesMax = 16 * 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; messages call it by this name.</param>
    /// <param name="engine">The engine that will run it, or null to hear of no engine's limits.</param>
    /// <exception cref="WorkloadException">The file cannot be opened, or it has errors; all of them are in the exception.</exception>
    public static WorkloadDocument ReadFile(string path, EngineCapabilities? engine = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > FileBytesMax })
            {
                throw Unreadable(path, $"The file is larger than {FileBytesMax / 1024 / 1024} MiB and cannot be a workload.");
            }

            content = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, $"The file cannot be read: {error.Message}");
        }

        return Read(content, path, engine);
    }

    /// <summary>Reads UTF-8 bytes. Bytes that are no UTF-8 are errors where they stand, except inside strings and comments.</summary>
    /// <param name="utf8">The content of a file.</param>
    /// <param name="file">What messages call the file.</param>
    /// <param name="engine">The engine that will run it, or null to hear of no engine's limits.</param>
    /// <exception cref="WorkloadException">The text has errors; all of them are in the exception.</exception>
    public static WorkloadDocument Read(ReadOnlySpan<byte> utf8, string file, EngineCapabilities? engine = null) =>
        Read(Encoding.UTF8.GetString(utf8), file, engine);

    /// <summary>Reads text.</summary>
    /// <param name="text">The content of a file.</param>
    /// <param name="file">What messages call the file.</param>
    /// <param name="engine">The engine that will run it, or null to hear of no engine's limits.</param>
    /// <exception cref="WorkloadException">The text has errors; all of them are in the exception.</exception>
    public static WorkloadDocument Read(string text, string file, EngineCapabilities? engine = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        var diagnostics = new DiagnosticBag();
        Workload? workload = Read(text, file, new ReadingContext(diagnostics, engine ?? EngineCapabilities.Everything));
        return workload is null || diagnostics.HasErrors
            ? throw new WorkloadException(diagnostics.ToList())
            : new WorkloadDocument(workload, diagnostics.ToList());
    }

    private static Workload? Read(string text, string file, ReadingContext context)
    {
        DiagnosticBag diagnostics = context.Diagnostics;
        SyntaxNode? root = SyntaxReader.Read(text, file, diagnostics);
        if (root is not SyntaxObject node)
        {
            if (root is not null)
            {
                diagnostics.Error(root.Location, $"A workload is an object with a \"tasks\" member, not {root.Description}.");
            }

            return null;
        }

        var reader = new ObjectReader(node, "the workload", Keys.Root, allowsEvents: false, context);
        GlobalSettings global = new GlobalReader(context).Read(ObjectOf(reader, "global", diagnostics));
        if (reader.Find("tasks") is null)
        {
            diagnostics.Error(node.Location, "A workload needs a \"tasks\" member with at least one task.");
        }

        if (ObjectOf(reader, "tasks", diagnostics) is not { } tasks)
        {
            return null;
        }

        if (tasks.Members.Count == 0)
        {
            diagnostics.Error(tasks.Location, "\"tasks\" is empty; a workload needs at least one task.");
        }

        ValueList<WorkloadTask> read = new TaskReader(global, TimerModes.Collect(tasks, diagnostics), context).ReadAll(tasks);
        var workload = new Workload(global, new ResourceReader(context).Read(reader.Find("resources")?.Value, read), read);
        if (!diagnostics.HasErrors)
        {
            new References(workload, context).Check();
        }

        return workload;
    }

    private static SyntaxObject? ObjectOf(ObjectReader reader, string key, DiagnosticBag diagnostics)
    {
        SyntaxNode? value = reader.Find(key)?.Value;
        if (value is not (null or SyntaxObject))
        {
            diagnostics.Error(value.Location, $"\"{key}\" takes an object, not {value.Description}.");
        }

        return value as SyntaxObject;
    }

    private static WorkloadException Unreadable(string path, string message) =>
        new([new Diagnostic(Severity.Error, SourceLocation.WholeFile(path), message)]);
}
