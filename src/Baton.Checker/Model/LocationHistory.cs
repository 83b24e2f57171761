using System.Runtime.CompilerServices;

namespace Baton.Checker.Model;

/// <summary>What happened to one location: its writes in modification order, its reads in the order of addition.</summary>
internal sealed class LocationHistory
{
    private int[] _writes = new int[8];
    private int[] _reads = new int[8];

    /// <summary>How many writes there are, the initial one left out; also the newest write's rank.</summary>
    public int WriteCount { get; private set; }

    /// <summary>How many reads there are.</summary>
    public int ReadCount { get; private set; }

    /// <summary>The write of that rank.</summary>
    public int WriteAt(int rank) => rank == 0 ? Event.Initial : _writes[rank - 1];

    /// <summary>The read added in that place.</summary>
    public int ReadAt(int position) => _reads[position];

    /// <summary>Adds a read.</summary>
    public void AddRead(int read)
    {
        if (ReadCount == _reads.Length)
        {
            Array.Resize(ref _reads, ReadCount * 2);
        }

        _reads[ReadCount++] = read;
    }

    /// <summary>Forgets the read that was added last.</summary>
    public void RemoveLastRead() => ReadCount--;

    /// <summary>Forgets a read.</summary>
    public void RemoveRead(int read)
    {
        int position = Array.IndexOf(_reads, read, 0, ReadCount);
        Array.Copy(_reads, position + 1, _reads, position, ReadCount - position - 1);
        ReadCount--;
    }

    /// <summary>Adds a write so that it gets that rank; later ones move up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void InsertWrite(int write, int rank)
    {
        if (WriteCount == _writes.Length)
        {
            Array.Resize(ref _writes, WriteCount * 2);
        }

        Array.Copy(_writes, rank - 1, _writes, rank, WriteCount - rank + 1);
        _writes[rank - 1] = write;
        WriteCount++;
    }

    /// <summary>Forgets the write of that rank; later ones move down.</summary>
    public void RemoveWrite(int rank)
    {
        Array.Copy(_writes, rank, _writes, rank - 1, WriteCount - rank);
        WriteCount--;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        WriteCount = 0;
        ReadCount = 0;
    }
}
