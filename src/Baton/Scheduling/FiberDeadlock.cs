using System.Text;

namespace Baton;

/// <summary>A circle of fibers, each of which waits for a mutex that the next one owns. None of them can go on.</summary>
public sealed class FiberDeadlock
{
    internal FiberDeadlock(IReadOnlyList<FiberCore> fibers, IReadOnlyList<MutexCore> mutexes)
    {
        Fibers = fibers;
        Mutexes = mutexes;
    }

    /// <summary>The fibers; each waits for a mutex of the one after it, and the last for one of the first.</summary>
    public IReadOnlyList<FiberCore> Fibers { get; }

    /// <summary>The mutexes: at each place the one that the fiber at that place waits for.</summary>
    public IReadOnlyList<MutexCore> Mutexes { get; }

    /// <summary>One sentence that names everybody.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("Deadlock: ");
        for (int i = 0; i < Fibers.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ")
                .Append(Fibers[i].DisplayName).Append(" waits for a mutex that ")
                .Append(Fibers[(i + 1) % Fibers.Count].DisplayName).Append(" owns");
        }

        return text.Append('.').ToString();
    }
}
