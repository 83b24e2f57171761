using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Measures;

/// <summary>Keeps a thread's newest rows, as many as the workload's log_size allows.</summary>
internal sealed class RoundLog
{
    private const int RowBytes = 80;

    /// <summary>Where a file asks for all rows they are kept in memory, up to 20 MB a thread.</summary>
    private const int RowCountMaxOfFile = 250_000;

    private readonly int _capacity;
    private readonly List<LogRow> _rows = [];
    private int _oldest;

    internal RoundLog(LogSize size)
    {
        _capacity = size.Mode switch
        {
            LogMode.Disabled => 0,
            LogMode.Buffer => (int)(size.Megabytes * 1_048_576L / RowBytes),
            _ => RowCountMaxOfFile,
        };
    }

    /// <summary>How many rows were lost because newer ones took their place.</summary>
    internal long DroppedCount { get; private set; }

    internal void Add(LogRow row)
    {
        if (_capacity == 0)
        {
            return;
        }

        if (_rows.Count < _capacity)
        {
            _rows.Add(row);
            return;
        }

        DroppedCount++;
        _rows[_oldest] = row;
        _oldest = (_oldest + 1) % _capacity;
    }

    /// <summary>The rows that are left, the oldest first.</summary>
    internal ValueList<LogRow> ToList() => [.. _rows.Skip(_oldest), .. _rows.Take(_oldest)];
}
