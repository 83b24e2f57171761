// What the writer prints, the reader understands as the same workload; and any JSON parser can read it.

using System.Text.Json;
using Baton.Workloads.Model;
using CsCheck;

namespace Baton.Workloads.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void Workload_WrittenAndRead_IsEqual() =>
        WorkloadGen.Any.Sample(
            workload =>
            {
                Workload read = WorkloadReader.Read(WorkloadWriter.Write(workload), "round.json").Workload;
                return read == workload;
            },
            iter: 1_000,
            print: WorkloadWriter.Write);

    [Fact]
    public void Workload_Written_IsStrictJsonWithoutRepeatedKeys() =>
        WorkloadGen.Any.Sample(
            workload =>
            {
                using var document = JsonDocument.Parse(WorkloadWriter.Write(workload with { Resources = [] }),
                    new JsonDocumentOptions { AllowDuplicateProperties = false });
                return document.RootElement.GetProperty("tasks").EnumerateObject().Count() == workload.Tasks.Count;
            },
            iter: 300);

    [Fact]
    public void Workload_WithEqualContent_IsEqualAndHashesAlike()
    {
        const string Text = "{ \"tasks\" : { \"t\" : { \"run\" : 1, \"cpus\" : [0, 1] } } }";

        Workload first = Reading.Sound(Text);
        Workload second = Reading.Sound(Text);

        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.NotEqual(first, Reading.Sound(Text.Replace("run", "sleep", StringComparison.Ordinal)));
    }
}
