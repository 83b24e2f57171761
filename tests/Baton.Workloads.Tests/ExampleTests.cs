using Baton.Workloads.Model;

namespace Baton.Workloads.Tests;

/// <summary>The example workloads that ship are sound, draw no warning and survive the writer.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Names => ["inversion", "pathfinder", "web-cache", "audio", "chain", "football", "inversion-in-step"];

    [Fact]
    public void Examples_InTheFolder_AreTheOnesTested() =>
        Assert.Equal(Names.Select(row => row.Data).Order(), Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_Read_IsSoundWithoutWarnings(string name) =>
        Assert.Empty(WorkloadReader.ReadFile(PathOf(name)).Warnings);

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_WrittenAndRead_IsEqual(string name)
    {
        Workload workload = WorkloadReader.ReadFile(PathOf(name)).Workload;

        Assert.Equal(workload, WorkloadReader.Read(WorkloadWriter.Write(workload), name).Workload);
    }

    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "workloads");

    internal static string PathOf(string name) => Path.Combine(Folder, name + ".json");
}
