// Whatever the bytes, the reader answers with a workload or with a WorkloadException that has a place for every error.
//
// Random bytes only exercise the scanner. Sequences of the language's own words reach the readers, and mutated examples
// reach the checks behind them.

using System.Text;
using Baton.Workloads.Model;
using CsCheck;

namespace Baton.Workloads.Tests;

public sealed class FuzzTests
{
    private static readonly string[] Words =
    [
        "{", "}", "{", "}", "[", "]", ":", ":", ",", "\"tasks\" : {", "\"t\" : {", "\"global\" : {", "\"phases\" : {", "\"resources\" : {",
        "\"run\"", "\"lock\" : \"m\"", "\"unlock\" : \"m\"", "\"wait\" : { \"ref\" : \"c\", \"mutex\" : \"m\" }", "\"loop\"", "5", "-1", "\"m\"",
        "\"timer\" : { \"ref\" : \"unique\", \"period\" : 9 }", "\"fork\" : \"t\"", "\"barrier\" : \"b\"", "\"suspend\"", "\"policy\"",
        "\"SCHED_DEADLINE\"", "\"dl-runtime\"", "\"priority\"", "\"cpus\" : [ 0 ]", "/*", "*/", "//", "\n", "\"", "\\", "null", "true", "1e400",
        "99999999999999999999999999999999999999", "\"duration\"", "'", "\"instance\"", "\"mode\" : \"absolute\"", "\uFFFD", "\0",
    ];

    [Fact]
    public void Bytes_Arbitrary_GiveAWorkloadOrTheTypedError() =>
        Gen.Byte.Array[0, 200].Sample(bytes => IsAnswered(bytes), iter: 8_000);

    [Fact]
    public void Words_InAnyOrder_GiveAWorkloadOrTheTypedError() =>
        Gen.OneOf(Words).Array[0, 40].Sample(words => IsAnswered(Encoding.UTF8.GetBytes(string.Join(' ', words))), iter: 8_000);

    [Fact]
    public void Tasks_OfWordsInAnyOrder_GiveAWorkloadOrTheTypedError() =>
        Gen.OneOf(Words).Array[0, 12].Sample(
            words => IsAnswered(Encoding.UTF8.GetBytes("{ \"tasks\" : { \"t\" : { " + string.Join(' ', words) + " } } }")), iter: 8_000);

    [Fact]
    public void Examples_Mutated_GiveAWorkloadOrTheTypedError()
    {
        byte[][] examples = [.. Directory.GetFiles(ExampleTests.Folder, "*.json").Order().Select(File.ReadAllBytes)];
        Gen<byte[]> mutated = Gen.Select(Gen.Int[0, examples.Length - 1], Gen.Int[0, 10_000], Gen.Int[0, 20], Gen.OneOf(Words),
            (example, place, removed, inserted) =>
            {
                byte[] text = examples[example];
                int start = place % text.Length;
                int end = Math.Min(start + removed, text.Length);
                return (byte[])[.. text.AsSpan(0, start), .. Encoding.UTF8.GetBytes(inserted), .. text.AsSpan(end)];
            });

        mutated.Sample(bytes => IsAnswered(bytes), iter: 2_000, print: Encoding.UTF8.GetString);
    }

    private static bool IsAnswered(byte[] bytes)
    {
        try
        {
            Workload workload = WorkloadReader.Read(bytes, "fuzz.json").Workload;
            return WorkloadReader.Read(WorkloadWriter.Write(workload), "again.json").Workload == workload;
        }
        catch (WorkloadException refused)
        {
            return refused.Diagnostics.Any(found => found.Severity == Severity.Error)
                && refused.Diagnostics.All(found => found.Location is { File: "fuzz.json", Line: > 0, Column: > 0 });
        }
    }
}
