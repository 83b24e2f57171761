namespace Baton.Workloads.Model;

/// <summary>The <c>global</c> object: settings that hold for the whole run.</summary>
public sealed record GlobalSettings
{
    /// <summary>The size of each thread's memory buffer unless the file says otherwise: 4 MiB.</summary>
    public const int MemoryBufferBytesDefault = 4 * 1024 * 1024;

    /// <summary>How long the workload runs, in seconds, or null until every task has ended by itself.</summary>
    public long? DurationSeconds { get; init; }

    /// <summary>How the length of a loop of work is found out.</summary>
    public Calibration Calibration { get; init; } = Calibration.OnCpu(0);

    /// <summary>The policy of tasks that name none.</summary>
    public WorkloadPolicy DefaultPolicy { get; init; } = WorkloadPolicy.Other;

    /// <summary>Whether mutexes inherit priority.</summary>
    public bool PriorityInheritance { get; init; }

    /// <summary>Whether the process locks its memory.</summary>
    public bool LockPages { get; init; }

    /// <summary>The directory for log files.</summary>
    public string LogDirectory { get; init; } = "./";

    /// <summary>What names of log files begin with.</summary>
    public string LogBaseName { get; init; } = "rt-app";

    /// <summary>Where log rows are kept until the end.</summary>
    public LogSize LogSize { get; init; } = LogSize.File;

    /// <summary>The categories of events that go to ftrace, by their names in the file; empty for none.</summary>
    public ValueList<string> TraceCategories { get; init; } = [];

    /// <summary>Whether gnuplot files are written.</summary>
    public bool Gnuplot { get; init; }

    /// <summary>The file that iorun writes to.</summary>
    public string IoDevice { get; init; } = "/dev/null";

    /// <summary>The size of each thread's buffer for mem and iorun, in bytes.</summary>
    public int MemoryBufferBytes { get; init; } = MemoryBufferBytesDefault;

    /// <summary>Whether a phase's slack is the sum over its timers, or that of the last.</summary>
    public bool CumulativeSlack { get; init; }
}

/// <summary>How long one loop of work takes: measured on a CPU, or known beforehand.</summary>
public sealed record Calibration
{
    private Calibration()
    {
    }

    /// <summary>The CPU to measure on, or null when the length is given.</summary>
    public int? Cpu { get; private init; }

    /// <summary>The length of a loop of work in nanoseconds, or null when it is to be measured.</summary>
    public int? NanosecondsPerLoop { get; private init; }

    /// <summary>Measure on this CPU.</summary>
    public static Calibration OnCpu(int cpu) => new() { Cpu = cpu };

    /// <summary>Do not measure: a loop takes this long.</summary>
    public static Calibration Known(int nanosecondsPerLoop) => new() { NanosecondsPerLoop = nanosecondsPerLoop };
}

/// <summary>Where log rows are kept until a run ends.</summary>
public enum LogMode
{
    /// <summary>All rows are kept.</summary>
    File,

    /// <summary>No rows are kept.</summary>
    Disabled,

    /// <summary>The newest rows are kept in a buffer of fixed size.</summary>
    Buffer,
}

/// <summary>How much is logged.</summary>
/// <param name="Mode">Where rows are kept.</param>
/// <param name="Megabytes">The size of each thread's buffer; 0 unless the mode is <see cref="LogMode.Buffer"/>.</param>
public sealed record LogSize(LogMode Mode, int Megabytes)
{
    /// <summary>All rows are kept.</summary>
    public static LogSize File { get; } = new(LogMode.File, 0);

    /// <summary>No rows are kept.</summary>
    public static LogSize Disabled { get; } = new(LogMode.Disabled, 0);

    /// <summary>Each thread keeps its newest rows in a buffer of this size.</summary>
    public static LogSize Buffer(int megabytes) => new(LogMode.Buffer, megabytes);
}
