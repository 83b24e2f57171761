using System.Runtime.InteropServices;

namespace Baton.Cli.Reports;

/// <summary>Where a measurement was made; without it no figure means anything.</summary>
internal static class Machine
{
    public static string Runtime => RuntimeInformation.FrameworkDescription;

    public static string System => RuntimeInformation.OSDescription;

    public static string Architecture => RuntimeInformation.ProcessArchitecture.ToString();

    public static int Processors => Environment.ProcessorCount;

    public static string Describe() => $"{Runtime}, {System}, {Architecture}, {Processors} processors";
}
